package io.perennial.tests.promotion;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay on 127.0.0.1 that can lose answers: a request that contains a given text is carried out by the server, but its answer
 * never arrives and the connection ends.
 */
final class LossyNetwork implements AutoCloseable {
    private static final String NOTHING = "";

    private final ServerSocket listener;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "lossy-network");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger lost = new AtomicInteger();
    private String losing = NOTHING;

    private LossyNetwork(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static LossyNetwork to(int target) throws IOException {
        LossyNetwork network = new LossyNetwork(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        network.threads.execute(network::accept);
        return network;
    }

    String uri() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Loses the answer to the next request that contains the text. */
    synchronized void loseAnswerTo(String text) {
        losing = text;
    }

    int lostAnswers() {
        return lost.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> relay(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            AtomicBoolean lose = new AtomicBoolean();
            threads.execute(() -> forward(client, server, lose));
            InputStream answers = server.getInputStream();
            OutputStream back = client.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = answers.read(buffer); read >= 0; read = answers.read(buffer)) {
                if (lose.get()) {
                    lost.incrementAndGet();
                    return;
                }
                back.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side has gone: the connection ends, as on any network.
            threads.execute(() -> end(client));
        }
    }

    private void forward(Socket client, Socket server, AtomicBoolean lose) {
        try {
            byte[] buffer = new byte[1 << 16];
            InputStream requests = client.getInputStream();
            for (int read = requests.read(buffer); read >= 0; read = requests.read(buffer)) {
                if (isToBeLost(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    lose.set(true);
                }
                server.getOutputStream().write(buffer, 0, read);
            }
            server.shutdownOutput();
        } catch (IOException e) {
            end(server);
        }
    }

    private synchronized boolean isToBeLost(String request) {
        if (losing.equals(NOTHING) || !request.contains(losing)) {
            return false;
        }
        losing = NOTHING;
        return true;
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
