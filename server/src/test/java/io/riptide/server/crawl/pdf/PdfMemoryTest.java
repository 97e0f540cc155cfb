package io.riptide.server.crawl.pdf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.crawl.extract.ExtractException;
import io.riptide.server.crawl.extract.ExtractMode;
import io.riptide.server.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Hostile PDFs are read in a process of their own, which ends at its first want of memory.
class PdfMemoryTest {
    /// What [PdfLimits] promises.
    private static final String HEAP = "-Xmx256m";

    /// Reads them all, and says of each that it begins and that it is over.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            for (Map.Entry<String, Supplier<byte[]>> hostile : HostilePdfs.all().entrySet()) {
                byte[] body = hostile.getValue().get();
                System.out.println("begun " + hostile.getKey() + ", " + body.length + " bytes");
                try {
                    Reading.extractor(PdfLimits.STANDARD)
                            .extract(body, Reading.URL, Reading.everything(ExtractMode.ARTICLE));
                    System.out.println("read " + hostile.getKey());
                } catch (ExtractException e) {
                    System.out.println("refused " + hostile.getKey() + ": " + e.getMessage());
                }
            }
            System.out.println("done");
        }
    }

    @Test
    @Timeout(300)
    void noHostilePdfTakesMoreMemoryThanThereIs() throws Exception {
        Process child = start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = child.inputReader(UTF_8)) {
            lines.lines().forEach(said::add);
        } finally {
            child.destroyForcibly();
        }
        assertThat(said.getLast()).as("the last of %s", said).isEqualTo("done");
        assertThat(child.waitFor()).isZero();
        assertThat(said.stream().filter(line -> line.startsWith("read ") || line.startsWith("refused ")))
                .hasSameSizeAs(HostilePdfs.all().keySet());
        // Those that only want to be large are refused for what they are, and the others are as readable as ever.
        assertThat(said).anyMatch(line -> line.contains("more than " + PdfBudget.OBJECTS_MAX + " objects"));
        assertThat(said).contains("read a character map of one range of sixteen million");
        assertThat(said).contains("read a Type 1 font of a billion subroutines");
    }

    private static Process start() throws IOException {
        return ChildJvm.start(Child.class, List.of(HEAP, "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true"));
    }
}
