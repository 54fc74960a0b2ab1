package io.github.iotcoord.internal.registry.select;

import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** What candidates weigh. */
final class Weights {
  private Weights() {}

  /** All of them finite and not negative, and at least one above zero. */
  static double[] of(Candidates candidates, ToDoubleFunction<RegisteredDevice> weight) {
    double[] weights = new double[candidates.size()];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = of(candidates.device(i), weight);
      sum += weights[i];
    }
    if (sum == 0) {
      Arrays.fill(weights, 1);
    } else if (Double.isInfinite(sum)) {
      double largest = Arrays.stream(weights).max().orElse(1);
      Arrays.setAll(weights, i -> weights[i] / largest);
    }
    return weights;
  }

  private static double of(RegisteredDevice device, ToDoubleFunction<RegisteredDevice> weight) {
    try {
      double found = weight.applyAsDouble(device);
      return Double.isFinite(found) && found > 0 ? found : 0;
    } catch (RuntimeException e) {
      return 0;
    }
  }
}
