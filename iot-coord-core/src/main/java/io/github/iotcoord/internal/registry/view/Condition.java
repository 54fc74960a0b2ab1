package io.github.iotcoord.internal.registry.view;

import io.github.iotcoord.registry.DeviceQuery;
import java.util.ArrayList;
import java.util.List;

/** That a device has a value. A query is some of these. */
record Condition(Field field, String value) {

  /** All conditions of a query, that first which few devices are likely to meet. */
  static List<Condition> of(DeviceQuery query) {
    List<Condition> conditions = new ArrayList<>();
    query
        .attributes()
        .forEach((name, value) -> conditions.add(new Condition(Field.attribute(name), value)));
    if (query.group() != null) {
      conditions.add(0, new Condition(Field.GROUP, query.group()));
    }
    query.tags().forEach(tag -> conditions.add(new Condition(Field.TAG, tag)));
    if (query.type() != null) {
      conditions.add(new Condition(Field.TYPE, query.type()));
    }
    if (query.adminState() != null) {
      conditions.add(new Condition(Field.ADMIN_STATE, Field.valueOf(query.adminState())));
    }
    return conditions;
  }
}
