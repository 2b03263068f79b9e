/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the maps of an object take of a kernel's memory when they are made. Host and guest both
 * include this: the host gives the machine memory, the guest makes fit what still does not.
 */
#ifndef BPFMEND_LAB_MAP_ROOM_H
#define BPFMEND_LAB_MAP_ROOM_H

#include <bpf/libbpf.h>

/* Bytes that one entry of the map takes, about; 0 where nothing is set aside for its entries. */
unsigned long long map_entry_room(const struct bpf_map *map);

/* Of all maps of the object that are made when it is loaded. */
unsigned long long maps_room(const struct bpf_object *object);

#endif
