package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSourceTest {
    @TempDir
    Path directory;

    private Path file = Path.of("");
    private final List<ConfigFault> faults = new ArrayList<>();

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("riptide.yaml");
    }

    @Test
    void valuesKeepTheirTextAndTheirLine() {
        List<ConfigEntry> entries = read("""
                # a comment
                a:
                  number: 0010
                  size: 64KiB

                  truth: true
                  text: "quoted # text"
                b.c: [1, x]
                """);

        assertThat(entries)
                .extracting(
                        entry -> entry.key() + "=" + entry.items() + "@" + ((ConfigOrigin.File) entry.origin()).line())
                .containsExactly(
                        "a.number=[0010]@3",
                        "a.size=[64KiB]@4",
                        "a.truth=[true]@6",
                        "a.text=[quoted # text]@7",
                        "b.c=[1, x]@8");
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "server:\n", "---\n", "server:\n  # port: 1\nhttp:\n"})
    void emptyFilesAndEmptySectionsAreFine(String yaml) {
        assertThat(read(yaml)).isEmpty();
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:\n  b:\n",
                "- a\n",
                "just text\n",
                "a: {b: [[1]]}\n",
                "a: {b: [{c: 1}]}\n",
                "a: &x {b: 1}\nc: *x\n",
                "a: [unclosed\n",
                "a: 1\n---\nb: 2\n",
                "a:\n\t- tab\n",
                "{a: {b: {c: {d: {e: {f: {g: {h: {i: {j: 1}}}}}}}}}}\n"
            })
    void whatIsNoTreeOfPlainValuesIsAFault(String yaml) {
        read(yaml);

        assertThat(faults).isNotEmpty();
        assertThat(faults).allMatch(fault -> fault.where().startsWith(file.toString()));
    }

    @Test
    void aSyntaxErrorNamesItsLineAndKeepsWhatCameBefore() {
        List<ConfigEntry> entries = read("a.b: 1\nc.d: \"open\n");

        assertThat(entries).extracting(ConfigEntry::key).containsExactly("a.b");
        assertThat(faults).singleElement().asString().matches("(?s).*riptide.yaml:\\d: is no YAML: .*");
    }

    @Test
    void everyAliasIsRefusedRatherThanExpanded() {
        read("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");

        assertThat(faults).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Files.write(file, new byte[YamlSource.FILE_BYTES_MAX + 1]);

        assertThat(YamlSource.read(file, faults)).isEmpty();
        assertThat(faults).extracting(ConfigFault::problem).containsExactly("is larger than 1MiB");
    }

    @Test
    void aFileThatIsNoUtf8IsAFault() throws IOException {
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(YamlSource.read(file, faults)).isEmpty();
        assertThat(faults).extracting(ConfigFault::problem).containsExactly("is not UTF-8");
    }

    @Test
    void aDirectoryIsAFault() {
        YamlSource.read(directory, faults);

        assertThat(faults).hasSize(1);
    }

    private List<ConfigEntry> read(String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return YamlSource.read(file, faults);
    }
}
