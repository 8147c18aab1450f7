package dev.starling.cluster;

import io.aeron.ConcurrentPublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;

/** Aeron streams: frames are written where Aeron sends them from, and read where it has received them. */
final class AeronWire implements Wire {
    private static final int FRAMES = 64;

    private final Subscription subscription;
    private final List<ConcurrentPublication> publications;
    private final IntSupplier driver;
    private final int maxFrame;
    private final BackoffIdleStrategy idle = new BackoffIdleStrategy(10, 20, 1_000, 200_000);

    /**
     * A session's links.
     *
     * @param publications by rank; null for the own one
     * @param driver does some of the media driver's work, and says how much
     */
    AeronWire(Subscription subscription, List<ConcurrentPublication> publications, IntSupplier driver, int maxFrame) {
        this.subscription = subscription;
        this.publications = publications;
        this.driver = driver;
        this.maxFrame = maxFrame;
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    @Override
    public long send(int peer, int bytes, Consumer<ByteBuffer> fill) {
        BufferClaim claim = new BufferClaim();
        long position = publications.get(peer).tryClaim(bytes, claim);
        if (position > 0) {
            try {
                fill.accept(region(claim.buffer(), claim.offset(), bytes));
                claim.commit();
            } catch (RuntimeException | Error e) {
                claim.abort();
                throw e;
            }
        }
        return position;
    }

    @Override
    public int poll(Receiver receiver) {
        int frames = subscription.controlledPoll(
                (buffer, offset, length, header) ->
                        receiver.accept(region(buffer, offset, length)) ? Action.CONTINUE : Action.ABORT,
                FRAMES);
        return frames + driver.getAsInt();
    }

    @Override
    public void idle(int workDone) {
        idle.idle(workDone);
    }

    @Override
    public String describe(int peer) {
        ConcurrentPublication publication = publications.get(peer);
        return publication == null
                ? "stream %s".formatted(subscription.streamId())
                : "stream %s, %s"
                        .formatted(publication.streamId(), publication.isConnected() ? "connected" : "not connected");
    }

    private static ByteBuffer region(DirectBuffer buffer, int offset, int length) {
        int at = buffer.wrapAdjustment() + offset;
        return buffer.byteBuffer().duplicate().limit(at + length).position(at);
    }
}
