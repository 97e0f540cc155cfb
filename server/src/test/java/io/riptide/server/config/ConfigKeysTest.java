package io.riptide.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ConfigKeysTest {
    private static final List<ConfigKey> KEYS = ConfigLoader.keys();

    @Test
    void keysAreTheComponentsOfTheTreeInTheirOrder() {
        List<String> components = new ArrayList<>();
        for (RecordComponent section : RiptideConfig.class.getRecordComponents()) {
            for (RecordComponent key : section.getType().getRecordComponents()) {
                components.add(kebab(section.getName()) + "." + kebab(key.getName()));
            }
        }

        assertThat(KEYS).extracting(ConfigKey::name).containsExactlyElementsOf(components);
    }

    @Test
    void noTwoKeysShareAVariable() {
        assertThat(KEYS).extracting(ConfigKey::environmentName).doesNotHaveDuplicates();
    }

    @Test
    void noKeyTakesAVariableOfTheLauncherOrOfAServiceLink() {
        assertThat(KEYS)
                .extracting(ConfigKey::environmentName)
                .doesNotContainAnyElementsOf(EnvironmentSource.LAUNCHER)
                .noneMatch(name -> EnvironmentSource.SERVICE_LINK.matcher(name).matches());
    }

    @Test
    void theVariableIsTheNameInCapitals() {
        assertThat(KEYS)
                .filteredOn(key -> key.name().equals("crawl.allow-private"))
                .extracting(ConfigKey::environmentName)
                .containsExactly("RIPTIDE_CRAWL_ALLOW_PRIVATE");
    }

    @Test
    void everyMeaningIsASentenceInOneLine() {
        assertThat(KEYS).extracting(ConfigKey::meaning).allMatch(text -> text.matches("[A-Z][^\\n|]*\\."));
    }

    private static String kebab(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
