package io.github.iotcoord.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DelayingProxyTest {
  private static final Duration ONE_WAY = Duration.ofMillis(50);

  private ServerSocket echo;
  private DelayingProxy proxy;
  private Socket socket;
  private DataOutputStream out;
  private DataInputStream in;

  @BeforeEach
  void connect() throws IOException {
    echo = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    DelayLine.startThread("echo", this::echo);
    proxy = DelayingProxy.start("127.0.0.1:" + echo.getLocalPort(), ONE_WAY);
    String address = proxy.connectString();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = new DataOutputStream(socket.getOutputStream());
    in = new DataInputStream(socket.getInputStream());
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    proxy.close();
    echo.close();
  }

  private void echo() {
    try (Socket accepted = echo.accept()) {
      accepted.setTcpNoDelay(true);
      accepted.getInputStream().transferTo(accepted.getOutputStream());
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Test
  void aRoundTripTakesTwiceTheWay() throws IOException {
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      out.writeInt(i);
      assertThat(in.readInt()).isEqualTo(i);
      assertThat(elapsed(start)).isBetween(ONE_WAY.multipliedBy(2), Duration.ofSeconds(10));
    }
  }

  @Test
  void whatIsSentBackToBackArrivesInOrderAndDoesNotQueue() throws IOException {
    int messages = 200;
    long start = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      out.writeInt(i);
    }
    for (int i = 0; i < messages; i++) {
      assertThat(in.readInt()).isEqualTo(i);
    }
    // One after the other they would take 200 round trips, which is 20 s.
    assertThat(elapsed(start)).isBetween(ONE_WAY.multipliedBy(2), Duration.ofSeconds(10));
  }

  @Test
  void manyBytesArriveAsTheyWereSent() throws IOException {
    byte[] bytes = new byte[1_000_000];
    new java.util.Random(1).nextBytes(bytes);
    DelayLine.startThread("sender", () -> send(bytes));
    assertThat(in.readNBytes(bytes.length)).isEqualTo(bytes);
  }

  @Test
  void anEndArrivesAfterAllElseAndTheOtherWayStaysOpen() throws IOException {
    out.writeInt(7);
    socket.shutdownOutput();
    assertThat(in.readInt()).isEqualTo(7);
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void closingCutsConnections() throws IOException {
    out.writeInt(7);
    assertThat(in.readInt()).isEqualTo(7);
    proxy.close();
    assertThat(hasEnded()).isTrue();
  }

  private boolean hasEnded() {
    try {
      return in.read() == -1;
    } catch (IOException e) {
      return true; // reset
    }
  }

  private void send(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      DelayLine.closeQuietly(socket);
    }
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
