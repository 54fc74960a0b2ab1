package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** One direction of one connection: a thread that reads, and one that writes later. */
final class DelayLine {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final byte[] END = new byte[0];

  private final Socket from;
  private final Socket to;
  private final long delayNanos;
  private final BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chunk(byte[] bytes, long dueNanos) {}

  DelayLine(Socket from, Socket to, Duration delay) {
    this.from = from;
    this.to = to;
    this.delayNanos = delay.toNanos();
  }

  void start() {
    startThread("proxy-read", this::read);
    startThread("proxy-write", this::write);
  }

  private void read() {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
        send(Arrays.copyOf(buffer, length));
      }
    } catch (IOException e) {
      // Cut, which the other end learns as late as all the rest.
    }
    send(END);
  }

  private void send(byte[] bytes) {
    underWay.add(new Chunk(bytes, System.nanoTime() + delayNanos));
  }

  private void write() {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = next(); chunk.bytes() != END; chunk = next()) {
        out.write(chunk.bytes());
      }
      to.shutdownOutput();
      if (from.isOutputShutdown()) { // so the other direction has ended as well
        closeQuietly(from);
        closeQuietly(to);
      }
    } catch (IOException e) {
      closeQuietly(from);
      closeQuietly(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Chunk next() throws InterruptedException {
    Chunk chunk = underWay.take();
    await(chunk.dueNanos());
    return chunk;
  }

  private static void await(long dueNanos) {
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no more use either way.
    }
  }

  static void startThread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
