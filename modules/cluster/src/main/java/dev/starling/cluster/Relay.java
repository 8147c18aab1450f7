package dev.starling.cluster;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Asks a relay for an endpoint that leads to one's own; tests spoil traffic on the way. */
final class Relay {
    private static final int TRIES = 5;
    private static final int ANSWER_MILLIS = 500;

    private Relay() {}

    /** The endpoint at the relay. One datagram {@code MAP host:port} goes there, and one with an endpoint comes back. */
    static String map(String relay, String endpoint) {
        int colon = relay.lastIndexOf(':');
        byte[] ask = ("MAP " + endpoint).getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            for (int n = 0; n < TRIES; n++) {
                socket.send(new DatagramPacket(
                        ask,
                        ask.length,
                        InetAddress.getByName(relay.substring(0, colon)),
                        Integer.parseInt(relay.substring(colon + 1))));
                String answer = answer(socket);
                if (!answer.isEmpty()) {
                    return answer;
                }
            }
        } catch (IOException e) {
            throw new NodeUnavailable("cannot reach the relay %s: %s".formatted(relay, e), e);
        }
        throw new NodeUnavailable("the relay %s does not answer".formatted(relay));
    }

    private static String answer(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[256], 256);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return "";
        }
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).strip();
    }
}
