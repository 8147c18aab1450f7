package dev.starling.cluster;

import io.aeron.Aeron;
import io.aeron.CommonContext.InferableBoolean;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Aeron is set up. Everything that a system property could decide is decided here: other libraries in the process set some
 * (DL4J's parameter server sets timeouts that Aeron refuses together).
 */
final class Contexts {
    private static final Logger LOG = LoggerFactory.getLogger(Contexts.class);
    private static final int MB = 1 << 20;
    private static final int SOCKET_BUFFER = 2 * MB;
    private static final long CLIENT_LIVENESS_SECONDS = 120;
    private static final long DRIVER_TIMEOUT_MILLIS = 120_000;

    /** Longer than any peer timeout: it is Starling who says when a peer is lost. */
    private static final long LINK_LIVENESS_SECONDS = 30;

    private Contexts() {}

    static MediaDriver.Context driver(NodeSettings settings, String directory) {
        int socketBuffer = socketBuffer();
        int window = Math.max(settings.mtu(), Math.min(MB, socketBuffer / 2));
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(directory)
                .dirDeleteOnStart(false)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(true)
                .printConfigurationOnStart(false)
                .threadingMode(settings.threading().equals("shared") ? ThreadingMode.SHARED : ThreadingMode.INVOKER)
                .sharedIdleStrategy(new BackoffIdleStrategy(0, 20, 1_000, 200_000))
                .asyncExecutorEnabled(false)
                .useWindowsHighResTimer(false)
                .enableExperimentalFeatures(false)
                .errorHandler(Contexts::log)
                .termBufferSparseFile(false)
                .performStorageChecks(true)
                .lowStorageWarningThreshold(8L * MB)
                .filePageSize(4096)
                .conductorBufferLength(MB + 768)
                .toClientsBufferLength(MB + 128)
                .counterValuesBufferLength(MB)
                .errorBufferLength(4 * MB)
                .lossReportBufferLength(MB)
                .mtuLength(settings.mtu())
                .ipcMtuLength(settings.mtu())
                .publicationTermBufferLength(settings.termBytes())
                .ipcTermBufferLength(settings.termBytes())
                .publicationTermWindowLength(0)
                .ipcPublicationTermWindowLength(0)
                .initialWindowLength(window)
                .socketRcvbufLength(socketBuffer)
                .socketSndbufLength(socketBuffer)
                .socketMulticastTtl(0)
                .receiverWildcardPortRange(range(settings.ports()))
                .senderWildcardPortRange("0 0");
        return behaviour(timeouts(context));
    }

    private static MediaDriver.Context timeouts(MediaDriver.Context context) {
        return context.clientLivenessTimeoutNs(TimeUnit.SECONDS.toNanos(CLIENT_LIVENESS_SECONDS))
                .publicationUnblockTimeoutNs(TimeUnit.SECONDS.toNanos(CLIENT_LIVENESS_SECONDS + 30))
                .imageLivenessTimeoutNs(TimeUnit.SECONDS.toNanos(LINK_LIVENESS_SECONDS))
                .publicationConnectionTimeoutNs(TimeUnit.SECONDS.toNanos(LINK_LIVENESS_SECONDS))
                .publicationLingerTimeoutNs(TimeUnit.SECONDS.toNanos(1))
                .untetheredWindowLimitTimeoutNs(TimeUnit.SECONDS.toNanos(5))
                .untetheredLingerTimeoutNs(TimeUnit.SECONDS.toNanos(5))
                .untetheredRestingTimeoutNs(TimeUnit.SECONDS.toNanos(10))
                .statusMessageTimeoutNs(TimeUnit.MILLISECONDS.toNanos(100))
                .timerIntervalNs(TimeUnit.MILLISECONDS.toNanos(100))
                .counterFreeToReuseTimeoutNs(TimeUnit.SECONDS.toNanos(1))
                .retransmitUnicastDelayNs(0)
                .retransmitUnicastLingerNs(TimeUnit.MILLISECONDS.toNanos(60))
                .nakUnicastDelayNs(TimeUnit.MICROSECONDS.toNanos(100))
                .nakUnicastRetryDelayRatio(100)
                .nakMulticastGroupSize(10)
                .nakMulticastMaxBackoffNs(TimeUnit.MILLISECONDS.toNanos(10))
                .flowControlReceiverTimeoutNs(TimeUnit.SECONDS.toNanos(5))
                .resolverName(null)
                .resolverInterface(null)
                .resolverBootstrapNeighbor(null)
                .resolverNeighborTimeoutNs(TimeUnit.SECONDS.toNanos(10))
                .resolverNeighborResolutionIntervalNs(TimeUnit.SECONDS.toNanos(2))
                .resolverSelfResolutionIntervalNs(TimeUnit.SECONDS.toNanos(1))
                .resolverBootstrapNeighborResolutionIntervalNs(TimeUnit.SECONDS.toNanos(10))
                .reResolutionCheckIntervalNs(TimeUnit.SECONDS.toNanos(1))
                .conductorCycleThresholdNs(TimeUnit.SECONDS.toNanos(1))
                .senderCycleThresholdNs(TimeUnit.SECONDS.toNanos(1))
                .receiverCycleThresholdNs(TimeUnit.SECONDS.toNanos(1))
                .nameResolverThresholdNs(TimeUnit.SECONDS.toNanos(5))
                .driverTimeoutMs(DRIVER_TIMEOUT_MILLIS);
    }

    private static MediaDriver.Context behaviour(MediaDriver.Context context) {
        return context.reliableStream(true)
                .tetherSubscriptions(true)
                .rejoinStream(true)
                .spiesSimulateConnection(false)
                .receiverGroupConsideration(InferableBoolean.INFER)
                .maxResend(64)
                .sendToStatusMessagePollRatio(6)
                .resourceFreeLimit(10)
                .streamSessionLimit(Integer.MAX_VALUE)
                .unicastFlowControlRetransmitReceiverWindowMultiple(16)
                .multicastFlowControlRetransmitReceiverWindowMultiple(4)
                .flowControlGroupMinSize(0)
                .flowControlGroupTag(-1)
                .publicationReservedSessionIdLow(-1)
                .publicationReservedSessionIdHigh(1000);
    }

    static Aeron.Context client(String directory) {
        Aeron.Context context = new Aeron.Context()
                .errorHandler(Contexts::log)
                .subscriberErrorHandler(rethrowing())
                .keepAliveIntervalNs(TimeUnit.MILLISECONDS.toNanos(500))
                .resourceLingerDurationNs(TimeUnit.SECONDS.toNanos(1))
                .closeLingerDurationNs(0)
                .idleSleepDurationNs(TimeUnit.MILLISECONDS.toNanos(1))
                .idleStrategy(new SleepingMillisIdleStrategy(1))
                .useConductorAgentInvoker(false)
                .preTouchMappedMemory(false);
        // These two come from the class above and return it.
        context.aeronDirectoryName(directory).driverTimeoutMs(DRIVER_TIMEOUT_MILLIS);
        return context;
    }

    /** What the kernel grants of the buffer that is wanted; containers often allow little. */
    private static int socketBuffer() {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            probe.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
            return Math.min(
                    probe.getOption(StandardSocketOptions.SO_RCVBUF), probe.getOption(StandardSocketOptions.SO_SNDBUF));
        } catch (IOException e) {
            throw new NodeUnavailable("this process cannot open a UDP socket: " + e, e);
        }
    }

    private static String range(String ports) {
        return ports.isEmpty() ? "0 0" : ports.replace('-', ' ');
    }

    /** Aeron's own handler would end the process when a driver or client was paused for too long. */
    private static void log(Throwable error) {
        if (error instanceof AeronException aeron && aeron.category() == AeronException.Category.WARN) {
            LOG.debug("Aeron: {}", error.toString());
        } else {
            LOG.warn("Aeron: {}", error.toString());
        }
    }

    /** What a session throws while it takes frames is for who polls. */
    private static ErrorHandler rethrowing() {
        return LangUtil::rethrowUnchecked;
    }
}
