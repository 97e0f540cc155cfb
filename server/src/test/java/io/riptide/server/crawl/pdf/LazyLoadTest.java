package io.riptide.server.crawl.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.extract.Extractor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LazyLoadTest {
    /// Loads our classes anew and remembers every class that they ask for.
    private static final class Recording extends ClassLoader {
        final List<String> asked = new ArrayList<>();

        Recording() {
            super(PdfExtractor.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null && name.startsWith("io.riptide.server.crawl.pdf")
                        ? define(name)
                        : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void nothingOfPdfBoxIsLoadedBeforeTheFirstPdf() throws ReflectiveOperationException {
        Recording loader = new Recording();
        Class<?> limits = Class.forName(PdfLimits.class.getName(), true, loader);
        Class<?> extractor = Class.forName(PdfExtractor.class.getName(), true, loader);

        extractor
                .getConstructor(Extractor.class, limits)
                .newInstance(null, limits.getField("STANDARD").get(null));
        Object recognised = extractor
                .getMethod("recognises", byte[].class, String.class)
                .invoke(null, new byte[] {'<'}, "text/html");

        assertThat(recognised).isEqualTo(false);
        assertThat(loader.asked).contains(PdfExtractor.class.getName()).noneMatch(name -> name.contains("pdfbox"));
    }
}
