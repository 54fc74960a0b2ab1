package io.github.iotcoord.internal.zk;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import io.github.iotcoord.internal.concurrent.Waits;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** Turns ZooKeeper's failures into the library's own. */
public final class ZkErrors {
  private ZkErrors() {}

  /** The code of a failed request, or null where the failure is not ZooKeeper's. */
  public static @Nullable Code code(@Nullable Throwable failure) {
    if (failure == null) {
      return null;
    }
    Throwable cause = Waits.unwrap(failure);
    if (cause instanceof TransactionFailure failed) {
      return failed.code();
    }
    return cause instanceof KeeperException keeper ? keeper.code() : null;
  }

  /** Whether a request failed with this code. */
  public static boolean is(@Nullable Throwable failure, Code code) {
    return code(failure) == code;
  }

  /** Whether it is the connection or the session that failed, so that the outcome is unknown. */
  public static boolean isConnectionTrouble(@Nullable Throwable failure) {
    if (failure == null) {
      return false;
    }
    if (Waits.unwrap(failure) instanceof CoordinationUnavailableException) {
      return true;
    }
    Code code = code(failure);
    return code == Code.CONNECTIONLOSS
        || code == Code.SESSIONEXPIRED
        || code == Code.SESSIONMOVED
        || code == Code.OPERATIONTIMEOUT
        || code == Code.REQUESTTIMEOUT
        || code == Code.SESSIONCLOSEDREQUIRESASLAUTH;
  }

  /** The library's exception for a failure; what is already one stays as it is. */
  public static RuntimeException translate(Throwable failure, String what) {
    Throwable cause = Waits.unwrap(failure);
    if (cause instanceof RuntimeException unchecked) {
      // Curator's word for a closed client.
      return cause instanceof IllegalStateException
          ? new CoordinationClosedException("The Curator client")
          : unchecked;
    }
    if (isConnectionTrouble(cause)) {
      return new CoordinationUnavailableException(what + ": " + cause.getMessage(), cause);
    }
    if (is(cause, Code.NOAUTH)) {
      return new CoordinationException(what + ": not permitted by the znode's ACL", cause);
    }
    return new CoordinationException(what + ": " + cause.getMessage(), cause);
  }
}
