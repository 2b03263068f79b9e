/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef BPFMEND_AUDIT_PROBES_CAPABILITIES_H
#define BPFMEND_AUDIT_PROBES_CAPABILITIES_H

/*
 * Gives up all capabilities but CAP_BPF and CAP_NET_ADMIN, with which programs of the network are
 * loaded that may not read what they did not write. Returns 0 or a negative errno.
 */
int keep_few_capabilities(void);

#endif
