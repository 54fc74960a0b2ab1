package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.RegisteredDevice;
import java.util.Collection;
import java.util.List;

/**
 * Something that queries ask for.
 *
 * @param name the attribute's name, empty for the others
 */
record Field(Kind kind, String name) {
  enum Kind {
    TYPE,
    GROUP,
    TAG,
    ATTRIBUTE,
    ADMIN_STATE
  }

  static final Field TYPE = new Field(Kind.TYPE, "");
  static final Field GROUP = new Field(Kind.GROUP, "");
  static final Field TAG = new Field(Kind.TAG, "");
  static final Field ADMIN_STATE = new Field(Kind.ADMIN_STATE, "");

  static Field attribute(String name) {
    return new Field(Kind.ATTRIBUTE, name);
  }

  static String valueOf(AdminState state) {
    return state.name();
  }

  /** Whether a device has at most one value of it. */
  boolean single() {
    return kind != Kind.TAG;
  }

  Collection<String> valuesOf(RegisteredDevice registered) {
    return switch (kind) {
      case TYPE -> List.of(registered.device().type());
      case GROUP -> List.of(registered.device().group());
      case TAG -> registered.device().tags();
      case ADMIN_STATE -> List.of(valueOf(registered.adminState()));
      case ATTRIBUTE -> {
        String value = registered.device().attributes().get(name);
        yield value == null ? List.of() : List.of(value);
      }
    };
  }
}
