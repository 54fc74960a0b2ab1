package io.github.iotcoord.wire;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Where everything is kept, as {@code docs/wire-format/v1.md} has it. Immutable.
 *
 * <p>Names that come in as arguments have been checked by {@link Names#require}.
 */
public final class ZnodeLayout {
  private final String root;

  /**
   * Creates a layout.
   *
   * @param root the absolute path under which everything is kept, without a slash at its end
   */
  public ZnodeLayout(String root) {
    this.root = root;
  }

  /**
   * Returns the root, whose payload carries the format number.
   *
   * @return its path
   */
  public String root() {
    return root;
  }

  /**
   * Returns the parent of the registry's buckets.
   *
   * @return its path
   */
  public String registry() {
    return root + "/registry";
  }

  /**
   * Returns a bucket of the registry.
   *
   * @param bucket the bucket's name, as {@link #bucketOf} gives it
   * @return its path
   */
  public String registryBucket(String bucket) {
    return registry() + "/" + bucket;
  }

  /**
   * Returns a device's record.
   *
   * @param deviceId the device's id
   * @return its path
   */
  public String device(String deviceId) {
    return registryBucket(bucketOf(deviceId)) + "/" + deviceId;
  }

  /**
   * Returns the bucket that a device, or a group, belongs to: the low eight bits of the CRC-32 of
   * its id in UTF-8.
   *
   * @param deviceId the id
   * @return two lower-case hexadecimal digits
   */
  public static String bucketOf(String deviceId) {
    int bucket = (int) (crc32(deviceId) & (WireFormat.BUCKETS - 1));
    return bucket < 16 ? "0" + Integer.toHexString(bucket) : Integer.toHexString(bucket);
  }

  private static long crc32(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  /**
   * Returns the node on which an owner of devices hears of changes that others make to them.
   *
   * @param owner the owner's identity
   * @return its path
   */
  public String owner(String owner) {
    return root + "/owners/" + owner;
  }

  /**
   * Returns the node that is created and deleted in one transaction to tell a device's owner that
   * something about the device has changed.
   *
   * @param owner the owner's identity
   * @param deviceId the device's id
   * @return its path
   */
  public String notice(String owner, String deviceId) {
    return owner(owner) + "/" + deviceId;
  }

  /**
   * Returns what is desired of a device.
   *
   * @param deviceId the device's id
   * @return its path
   */
  public String desired(String deviceId) {
    return root + "/twins/desired/" + bucketOf(deviceId) + "/" + deviceId;
  }

  /**
   * Returns what is reported of a device.
   *
   * @param deviceId the device's id
   * @return its path
   */
  public String reported(String deviceId) {
    return root + "/twins/reported/" + bucketOf(deviceId) + "/" + deviceId;
  }

  /**
   * Returns what is desired of a group.
   *
   * @param group the group's name
   * @return its path
   */
  public String groupDesired(String group) {
    return root + "/twins/groups/" + bucketOf(group) + "/" + group;
  }

  /**
   * Returns the parent of the gateways.
   *
   * @return its path
   */
  public String gateways() {
    return root + "/gateways";
  }

  /**
   * Returns a gateway, the parent of its claims.
   *
   * @param gateway the gateway's name
   * @return its path
   */
  public String gateway(String gateway) {
    return gateways() + "/" + gateway;
  }

  /**
   * Returns the prefix of a gateway's claims: ephemeral sequential nodes, of which the highest is
   * in force.
   *
   * @param gateway the gateway's name
   * @return the path to which ZooKeeper appends the sequence number
   */
  public String gatewayClaimPrefix(String gateway) {
    return gateway(gateway) + "/claim-";
  }

  /**
   * Returns the parent of the gateways' health pages.
   *
   * @return its path
   */
  public String health() {
    return root + "/health";
  }

  /**
   * Returns the parent of one gateway's health pages.
   *
   * @param gateway the gateway's name
   * @return its path
   */
  public String healthOf(String gateway) {
    return health() + "/" + gateway;
  }

  /**
   * Returns what a gateway says of all its devices together.
   *
   * @param gateway the gateway's name
   * @return the path
   */
  public String healthGroup(String gateway) {
    return healthOf(gateway) + "/group";
  }

  /**
   * Returns the page of when a gateway heard its devices last.
   *
   * @param gateway the gateway's name
   * @return the path
   */
  public String healthSeen(String gateway) {
    return healthOf(gateway) + "/seen";
  }

  /**
   * Returns one page of a gateway's health.
   *
   * @param gateway the gateway's name
   * @param page the page's number, from 0
   * @return its path
   */
  public String healthPage(String gateway, int page) {
    return healthOf(gateway) + "/" + page;
  }

  /**
   * Returns the parent of the locks.
   *
   * @return its path
   */
  public String locks() {
    return root + "/locks";
  }

  /**
   * Returns a lock, the parent of its waiters and holder.
   *
   * @param name the lock's name
   * @return its path
   */
  public String lock(String name) {
    return locks() + "/" + name;
  }

  /**
   * Returns a read/write lock, the parent of its waiters and holders.
   *
   * @param name the lock's name
   * @return its path
   */
  public String readWriteLock(String name) {
    return root + "/rwlocks/" + name;
  }

  /**
   * Returns a semaphore, the parent of its waiters and holders.
   *
   * @param name the semaphore's name
   * @return its path
   */
  public String semaphore(String name) {
    return root + "/semaphores/" + name;
  }

  /**
   * Returns an election, the parent of its candidates.
   *
   * @param name the election's name
   * @return its path
   */
  public String election(String name) {
    return root + "/elections/" + name;
  }

  /**
   * Returns the prefix of one place in a queue: an ephemeral sequential node.
   *
   * @param queue the path of the lock, read/write lock, semaphore or election
   * @param kind what kind of place it is
   * @return the path to which ZooKeeper appends the sequence number
   */
  public static String placePrefix(String queue, String kind) {
    return queue + "/" + kind + "-";
  }

  /**
   * Returns the parent of the channels.
   *
   * @return its path
   */
  public String channels() {
    return root + "/channels";
  }

  /**
   * Returns the parent of a channel's publishers' logs.
   *
   * @param channel the channel's name
   * @return its path
   */
  public String channelLog(String channel) {
    return channels() + "/" + channel + "/log";
  }

  /**
   * Returns one publisher's log.
   *
   * @param channel the channel's name
   * @param publisher the publisher's name, unique to one publishing process's life
   * @return its path
   */
  public String publisherLog(String channel, String publisher) {
    return channelLog(channel) + "/" + publisher;
  }

  /**
   * Returns one segment of a publisher's log.
   *
   * @param channel the channel's name
   * @param publisher the publisher's name
   * @param number the segment's number, from 0 without gaps
   * @return its path
   */
  public String segment(String channel, String publisher, long number) {
    return publisherLog(channel, publisher) + "/" + segmentName(number);
  }

  /**
   * Returns where a subscription that has a name stands.
   *
   * @param channel the channel's name
   * @param subscription the subscription's name
   * @return its path
   */
  public String storedPosition(String channel, String subscription) {
    return storedPositions(channel) + "/" + subscription;
  }

  /**
   * Returns the parent of a channel's stored positions.
   *
   * @param channel the channel's name
   * @return its path
   */
  public String storedPositions(String channel) {
    return channels() + "/" + channel + "/positions";
  }

  /**
   * Returns the node name of a segment: its number in twelve decimal digits, so that names sort as
   * numbers do.
   *
   * @param number the segment's number
   * @return the node's name
   */
  public static String segmentName(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 12 - digits.length())) + digits;
  }

  /**
   * Returns the parent of the groups of members.
   *
   * @return its path
   */
  public String members() {
    return root + "/members";
  }

  /**
   * Returns a group, the parent of its members.
   *
   * @param group the group's name
   * @return its path
   */
  public String membersOf(String group) {
    return members() + "/" + group;
  }

  /**
   * Returns a member of a group: an ephemeral node.
   *
   * @param group the group's name
   * @param name the member's name
   * @return its path
   */
  public String member(String group, String name) {
    return membersOf(group) + "/" + name;
  }

  /**
   * Returns what is agreed on about something that is shared by partitions.
   *
   * @param name the name of what is shared
   * @return its path
   */
  public String partitions(String name) {
    return root + "/partitions/" + name;
  }

  /**
   * Returns the name of the group of those who share something by partitions.
   *
   * @param name the name of what is shared
   * @return the group's name
   */
  public static String partitionsName(String name) {
    return "partitions." + name;
  }

  /**
   * Returns the name of a partition's lock.
   *
   * @param name the name of what is shared
   * @param partition the partition's number
   * @return the lock's name
   */
  public static String partitionName(String name, int partition) {
    return partitionsName(name) + "." + partition;
  }

  /**
   * Returns the name of the election of the process that archives a channel.
   *
   * @param channel the channel's name
   * @return the election's name
   */
  public static String archiverElection(String channel) {
    return fitting("archiver.", channel);
  }

  /**
   * Returns the name of the election of the process that cleans a channel's logs.
   *
   * @param channel the channel's name
   * @return the election's name
   */
  public static String cleanerElection(String channel) {
    return fitting("cleaner.", channel);
  }

  // A name may be so long that nothing can stand before it; then its end is replaced by its sum.
  private static String fitting(String prefix, String name) {
    if (prefix.length() + name.length() <= Names.MAX_LENGTH) {
      return prefix + name;
    }
    String sum = String.format("~%08x", crc32(name));
    return prefix + name.substring(0, Names.MAX_LENGTH - prefix.length() - sum.length()) + sum;
  }

  /**
   * Returns the name of the group of a fleet's relays.
   *
   * @param fleet the fleet's name
   * @return the group's name
   */
  public static String relaysName(String fleet) {
    return "relays." + fleet;
  }

  /**
   * Returns the name under which the monitors of a fleet speak for one of its partitions.
   *
   * @param fleet the fleet's name
   * @param partition the partition's number
   * @return a gateway's name
   */
  public static String partitionGateway(String fleet, int partition) {
    return fleet + "." + partition;
  }

  /**
   * Returns the parent of a fleet's partitions of relayed beats.
   *
   * @param fleet the fleet's name
   * @return its path
   */
  public String relays(String fleet) {
    return root + "/relays/" + fleet;
  }

  /**
   * Returns the parent of the pages of beats of one partition of a fleet.
   *
   * @param fleet the fleet's name
   * @param partition the partition's number
   * @return its path
   */
  public String relayed(String fleet, int partition) {
    return relays(fleet) + "/" + partition;
  }

  /**
   * Returns a page of beats: the writer's life and its number, so that names sort as pages follow.
   *
   * @param fleet the fleet's name
   * @param partition the partition's number
   * @param life the life of the relay that writes it
   * @param number the page's number in that life
   * @return its path
   */
  public String relayPage(String fleet, int partition, String life, long number) {
    return relayed(fleet, partition) + "/" + life + "-" + segmentName(number);
  }

  /**
   * Returns a service of a directory, the parent of its instances, where Curator's discovery has
   * it.
   *
   * @param base the directory's path
   * @param service the service's name
   * @return its path
   */
  public static String service(String base, String service) {
    return base + "/" + service;
  }

  /**
   * Returns an instance of a service: an ephemeral node.
   *
   * @param base the directory's path
   * @param service the service's name
   * @param id the instance's id
   * @return its path
   */
  public static String serviceInstance(String base, String service, String id) {
    return service(base, service) + "/" + id;
  }

  /**
   * Returns the name at the end of a path.
   *
   * @param path an absolute path
   * @return what follows the last slash
   */
  public static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Returns what a path's parent is.
   *
   * @param path an absolute path
   * @return the path without its last element; {@code "/"} for a top-level path
   */
  public static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /**
   * Returns the path of a child.
   *
   * @param parent an absolute path
   * @param name the child's name
   * @return the child's path
   */
  public static String child(String parent, String name) {
    return parent + "/" + name;
  }

  /**
   * Returns the sequence number that ZooKeeper appended to a name.
   *
   * @param name a sequential node's name
   * @return the number, or -1 if the name does not end in ten digits
   */
  public static long sequenceOf(String name) {
    if (name.length() < 10) {
      return -1;
    }
    long number = 0;
    for (int i = name.length() - 10; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
