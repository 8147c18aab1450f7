package dev.starling.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PageTest {

    private static ReportData federated() {
        Fixture fixture = new Fixture("setting-a-1")
                .setting("fedavg", 0.804, 5, 60)
                .setting("fedprox", 0.804, 5, 60)
                .setting("scaffold", 0.78, 5, 60)
                .setting("localmix", 0.759, 5, 60)
                .setting("naivemix 0.2", 0.836, 5, 60)
                .setting("fedmix 0.05", 0.809, 5, 60)
                .setting("fedmix 0.2", 0.732, 5, 60)
                .setting("globalmix 0.2", 0.847, 5, 60);
        return ReportData.of(List.of(fixture.facts(
                "FedMix on MNIST, setting A",
                "finished",
                List.of("globalmix reads raw data of other clients: it breaks privacy and serves as an oracle"))));
    }

    private static Document parsed(String html) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static String text(Document page) {
        return page.getElementsByTagName("main").item(0).getTextContent();
    }

    @Test
    void isWellFormedAndShowsEverySettingWithItsNumbers() throws Exception {
        ReportData data = federated();
        String html = Page.html(data);
        String text = text(parsed(html));
        Comparison comparison = Comparison.of(data.results(), "accuracy.final");
        Figure figure = new Figure("accuracy.final");
        for (Summary s : comparison.summaries()) {
            assertThat(text).contains(s.setting(), figure.format(s.mean()), figure.format(s.sd()));
        }
        for (PairedDifference d : comparison.differences()) {
            assertThat(text).contains(figure.signed(d.mean()), Comparison.interval(figure, d));
        }
    }

    @Test
    void showsWhatAFederatedRunLeaves() throws Exception {
        Document page = parsed(Page.html(federated()));
        String text = text(page);
        assertThat(text)
                .contains("FedMix on MNIST, setting A")
                .contains("it breaks privacy")
                .contains("Accuracy on the test set", "Loss on the test set", "Objective of clients, rounds 50 to 59")
                .contains("45 of 12000 local passes diverged", "entry 'model' has a value of NaN")
                .contains("Who holds what, seed 0", "The fullest cell holds 150 examples")
                // 60 rounds x 5 clients x 52,500 bytes, each way.
                .contains("262.50 kB", "31.50 MB")
                .contains("d".repeat(64), "0.1.0");
        NodeList lines = page.getElementsByTagName("polyline");
        assertThat(lines.getLength()).as("8 settings in 6 pictures over rounds").isEqualTo(48);
    }

    @Test
    void sameNoticesOfSeveralSettingsAreSaidOnce() {
        assertThat(Notices.merged(List.of("a: not private", "slow", "b: not private", "b: other", "a: not private")))
                .containsExactly("a, b: not private", "slow", "b: other");
    }

    @Test
    void needsNothingFromElsewhere() {
        String html = Page.html(federated());
        assertThat(html).doesNotContain("src=", "href=", "url(", "@import", "fetch(");
    }

    @Test
    void escapesAllText() throws Exception {
        String evil = "<script>alert('x')</script> & \"more\" \u0000";
        Fixture fixture = new Fixture("evil").setting(evil, 0.5, 2, 3).setting("]]></style><em>", 0.6, 2, 3);
        String html = Page.html(ReportData.of(List.of(fixture.facts(evil, "finished", List.of(evil)))));
        assertThat(html).doesNotContain("<script>alert").doesNotContain("<em>");
        assertThat(parsed(html).getElementsByTagName("script").getLength()).isEqualTo(1);
        assertThat(parsed(html).getElementsByTagName("title").item(0).getTextContent())
                .startsWith("<script>alert('x')</script> & \"more\" \ufffd");
    }

    @Test
    void aRunWithoutAnyRowsStillGivesAPageThatSaysSo() throws Exception {
        RunFacts run = new RunFacts(
                "new-1",
                "new",
                "federated",
                "created",
                "",
                "",
                "{}",
                "",
                "",
                "",
                Map.of(),
                List.of(),
                List.of(),
                (table, trial) -> RunTable.NONE);
        String text = text(parsed(Page.html(ReportData.of(List.of(run)))));
        assertThat(text).contains("Run new-1 is created", "No trial has finished yet");
    }

    @Test
    void anUnfinishedRunShowsItsCurvesAndSaysWhatIsMissing() throws Exception {
        Fixture fixture = new Fixture("half-1").setting("fedavg", 0.8, 1, 20).begun("fedmix", 0.8, 0, 12);
        Document page = parsed(Page.html(ReportData.of(List.of(fixture.facts("half", "interrupted", List.of())))));
        String text = text(page);
        assertThat(text)
                .contains("Run half-1 is interrupted: 1 of 2 trials that have begun are not finished")
                .contains("Accuracy on the test set", "not finished");
        assertThat(page.getElementsByTagName("polyline").getLength()).isEqualTo(12);
    }

    @Test
    void runsSideBySideKeepSettingsOfOneNameApart() {
        RunFacts one = new Fixture("a-1").setting("fedavg", 0.8, 3, 5).facts("first", "finished", List.of());
        RunFacts other = new Fixture("b-1")
                .setting("fedavg", 0.7, 3, 5)
                .setting("dl4j-spark-averaging", 0.75, 3, 5)
                .facts("second", "finished", List.of());
        ReportData data = ReportData.of(List.of(one, other));
        assertThat(data.labels()).containsExactly("fedavg (first)", "fedavg (second)", "dl4j-spark-averaging");
        Comparison comparison = Comparison.of(data.results(), "accuracy.final");
        assertThat(comparison.againstBaseline()).extracting(PairedDifference::n).containsExactly(3, 3);
        assertThat(Page.html(data)).contains("fedavg (second)");
    }
}
