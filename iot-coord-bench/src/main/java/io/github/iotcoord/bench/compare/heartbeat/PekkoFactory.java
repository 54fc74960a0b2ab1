package io.github.iotcoord.bench.compare.heartbeat;

import org.apache.pekko.remote.FailureDetector;
import scala.runtime.AbstractFunction0;

/** Makes the detectors of a registry. */
final class PekkoFactory extends AbstractFunction0<FailureDetector> {
  static final PekkoFactory INSTANCE = new PekkoFactory();

  private PekkoFactory() {}

  @Override
  public FailureDetector apply() {
    return PekkoDetector.make();
  }
}
