package io.riptide.server.crawl.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.riptide.server.config.GateConfig;
import io.riptide.server.config.RiptideConfig;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateTest {
    private static final GateConfig CONFIG = RiptideConfig.of().gate();

    private final Gate gate = new Gate(CONFIG);

    private static GateInput input(PageSort sort) {
        return new GateInput("example.org", GateSignals.of(sort.page()));
    }

    @ParameterizedTest
    @EnumSource
    void everySortOfPageIsReadAsItNeeds(PageSort sort) {
        GateInput input = input(sort);

        assertThat(gate.decide(input))
                .as("%s %.2f %s", sort, gate.score(input), input.signals())
                .isEqualTo(sort.decision());
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY_SHELL", "EMPTY_VITE_SHELL", "LOADING_SHELL", "HIDDEN_TEXT"})
    void anEmptyShellIsRefusedInWordsThatNameTheBrowser(PageSort sort) {
        assertThat(gate.read("example.org", sort.page()).refusal())
                .hasValueSatisfying(words -> assertThat(words).contains("empty shell", "no browser is configured"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"EMPTY_SHELL", "EMPTY_VITE_SHELL", "LOADING_SHELL", "HIDDEN_TEXT", "REDIRECT_SHELL"})
    void whatHasSomethingToReadIsNotRefused(PageSort sort) {
        assertThat(gate.read("example.org", sort.page()).refusal()).isEmpty();
    }

    @Test
    void aShellWhoseDataHasTheTextIsNotRefused() {
        var page = PageSort.EMPTY_SHELL.page();
        page.body()
                .appendElement("script")
                .attr("type", "application/json")
                .appendChild(new org.jsoup.nodes.DataNode(
                        "{\"body\":\"" + PageSort.prose(5).replace("\n", " ") + "\"}"));

        GateReading reading = gate.read("example.org", page);

        assertThat(reading.decision()).isEqualTo(GateDecision.HEADLESS);
        assertThat(reading.refusal()).isEmpty();
        assertThat(reading.better())
                .hasValueSatisfying(found -> assertThat(found).isInstanceOf(ProbeResult.Content.class));
    }

    @Test
    void aPageGoodAsItIsIsNotProbed() {
        var page = PageSort.STATIC_ARTICLE.page();
        page.head().append("<link rel=amphtml href=/amp>");

        assertThat(gate.read("example.org", page).better()).isEmpty();
    }

    @Test
    void soManyMarksOfAnApplicationDecideAlone() {
        GateSignals full = GateSignals.of(PageSort.STATIC_ARTICLE.page());
        GateSignals marked = new GateSignals(
                full.visibleChars(),
                full.markupChars(),
                full.scriptChars(),
                full.paragraphs(),
                true,
                true,
                true,
                Set.of(SpaMarker.EMPTY_MOUNT, SpaMarker.FRAMEWORK, SpaMarker.SCRIPT_DEMAND));

        assertThat(gate.decide(new GateInput("a", marked))).isEqualTo(GateDecision.HEADLESS);
        assertThat(new Gate(new GateConfig(0.7, 0.3, 4)).decide(new GateInput("a", marked)))
                .isNotEqualTo(GateDecision.HEADLESS);
    }

    @Test
    void thresholdsAreTheOperators() {
        GateInput middling = input(PageSort.SHORT_NOTICE);
        double score = gate.score(middling);

        assertThat(new Gate(new GateConfig(score, 0.1, 3)).decide(middling)).isEqualTo(GateDecision.RAW);
        assertThat(new Gate(new GateConfig(0.9, score, 3)).decide(middling)).isEqualTo(GateDecision.HEADLESS);
        assertThat(new Gate(new GateConfig(score + 0.01, score - 0.01, 3)).decide(middling))
                .isEqualTo(GateDecision.PROBES_FIRST);
    }

    @Test
    void aHostsPagesSpeakForItsNext() {
        GateInput page = input(PageSort.SHORT_NOTICE);
        double unknown = gate.score(page);
        for (int i = 0; i < 20; i++) {
            gate.learn("example.org", 1);
            gate.learn("bad.example", 0);
        }

        assertThat(gate.score(page)).isGreaterThan(unknown + 0.09).isLessThanOrEqualTo(unknown + 0.1);
        assertThat(gate.score(new GateInput("bad.example", page.signals()))).isLessThan(unknown - 0.09);
        assertThat(gate.score(new GateInput("new.example", page.signals()))).isEqualTo(unknown);
    }

    @Test
    void oneBadPageDoesNotTurnAnOpinion() {
        HostPriors priors = new HostPriors();
        for (int i = 0; i < 10; i++) {
            priors.learn("a", 1);
        }
        priors.learn("a", 0);

        assertThat(priors.of("a")).isGreaterThan(HostPriors.UNKNOWN);
    }

    @Test
    void theWireNamesAreTheContracts() {
        assertThat(GateDecision.values())
                .extracting(GateDecision::wireName)
                .containsExactly("raw", "probes_first", "headless");
    }
}
