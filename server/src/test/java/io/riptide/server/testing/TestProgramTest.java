package io.riptide.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class TestProgramTest {
    private static final TestProgram MISSING =
            new TestProgram("NO_SUCH_CLIENT", "nothing-like-it", List.of("no-such-client"));

    @Test
    void aProgramThatIsRequiredFailsItsTestWhenItIsMissing() {
        assertThatThrownBy(() -> MISSING.find(true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("install the package nothing-like-it")
                .hasMessageContaining("NO_SUCH_CLIENT");
    }

    @Test
    void anyOtherLeavesItOut() {
        assertThatThrownBy(() -> MISSING.find(false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("nothing-like-it");
    }

    @Test
    void theFirstNameInThePathIsTaken() {
        TestProgram shell = new TestProgram("NO_SUCH_CLIENT", "dash", List.of("no-such-client", "sh"));
        assertThat(shell.find(true)).hasFileName("sh");
    }
}
