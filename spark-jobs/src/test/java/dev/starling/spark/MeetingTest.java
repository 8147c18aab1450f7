package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeetingTest {

    private static final long ATTEMPT = 7;

    private final Meeting meeting = new Meeting("0.1.0-aaaa", "17");

    @BeforeEach
    void open() {
        meeting.open(ATTEMPT, 3);
    }

    @Test
    void nobodyGoesBeforeAllHaveCome() {
        assertThat(meeting.begun(ATTEMPT)).isFalse();
        assertThat(join(0, hello("10"))).isEqualTo(new Meeting.Wait(2));
        assertThat(meeting.begun(ATTEMPT)).isTrue();
        assertThat(join(0, hello("10"))).as("asked again").isEqualTo(new Meeting.Wait(2));
        assertThat(join(2, hello("9"))).isEqualTo(new Meeting.Wait(1));
        assertThat(join(1, "9")).isInstanceOf(Meeting.Go.class);
    }

    @Test
    void executorsAreInTheOrderOfTheirNumbers() {
        join(0, hello("10"));
        join(2, hello("9"));
        join(1, "9");
        Meeting.Go go = (Meeting.Go) join(0, hello("10"));
        assertThat(go.executors()).extracting(Hello::executor).containsExactly("9", "10");
        assertThat(meeting.executors(ATTEMPT))
                .containsEntry(0, "10")
                .containsEntry(1, "9")
                .containsEntry(2, "9");
    }

    @Test
    void anExecutorWhoseFirstTaskHasNotSpokenIsWaitedFor() {
        join(0, hello("1"));
        join(1, "2");
        assertThat(join(2, "1")).isEqualTo(new Meeting.Wait(1));
        assertThat(join(1, hello("2"))).isInstanceOf(Meeting.Go.class);
    }

    @Test
    void anExecutorOfAnotherVersionIsRefusedWithBothVersions() {
        join(0, hello("1"));
        Meeting.Answer answer = join(1, new Hello("2", "10.0.0.7", "10.0.0.7:1", null, "0.1.0-bbbb", "17"));
        assertThat(answer)
                .isEqualTo(
                        new Meeting.Over(
                                "executor 2 on 10.0.0.7 runs Starling 0.1.0-bbbb and the driver 0.1.0-aaaa: give all the same starling.jar"));
        assertThat(join(0, hello("1"))).as("the others are sent away too").isEqualTo(answer);
        assertThat(meeting.refusal(ATTEMPT)).isEqualTo(((Meeting.Over) answer).why());
    }

    @Test
    void anExecutorOfAnotherJavaIsRefused() {
        join(1, new Hello("2", "h", "h:1", null, "0.1.0-aaaa", "21"));
        assertThat(meeting.refusal(ATTEMPT)).contains("executor 2 on h runs Java 21 and the driver Java 17");
    }

    @Test
    void whatKeepsAnExecutorOffTheNetworkIsNamed() {
        join(0, hello("1"));
        join(1, new Hello("2", "h", null, "no room in /dev/shm", "0.1.0-aaaa", "17"));
        assertThat(meeting.problems(ATTEMPT)).isEqualTo(List.of("executor 2 on h: no room in /dev/shm"));
    }

    @Test
    void whoComesWhenAllIsOverIsSentAway() {
        meeting.close(ATTEMPT);
        assertThat(join(0, hello("1"))).isInstanceOf(Meeting.Over.class);
        assertThat(meeting.begun(ATTEMPT)).isFalse();
    }

    private Meeting.Answer join(int rank, Hello hello) {
        return meeting.join(new Meeting.Join(ATTEMPT, rank, hello.executor(), hello));
    }

    private Meeting.Answer join(int rank, String executor) {
        return meeting.join(new Meeting.Join(ATTEMPT, rank, executor, null));
    }

    private static Hello hello(String executor) {
        return new Hello(executor, "127.0.0.1", "127.0.0.1:4010" + executor, null, "0.1.0-aaaa", "17");
    }
}
