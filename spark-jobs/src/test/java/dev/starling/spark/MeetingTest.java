package dev.starling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeetingTest {

    private static final long ATTEMPT = 7;

    private final Meeting meeting = new Meeting();

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
        assertThat(go.tasks()).containsExactly(2, 1);
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
    void whatKeepsAnExecutorOffTheNetworkIsNamed() {
        join(0, hello("1"));
        join(1, new Hello("2", "h", null, "no room in /dev/shm"));
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
        return new Hello(executor, "127.0.0.1", "127.0.0.1:4010" + executor, null);
    }
}
