package io.github.iotcoord.bench.compare;

/** Who is told how far a run has come. */
interface Progress {

  /** A contest begins. */
  void begin(Contest contest);

  /** One more round of all of its sides is over. */
  void round();

  /** Something is to be read by whoever runs it. */
  void tell(String line);

  /** The contest is over. */
  void end();
}
