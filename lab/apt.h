/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * apt with a state of its own: it knows more of Debian's suites than the machine does, from the
 * mirror that the machine uses, and touches nothing of the machine's. Signatures are checked by
 * apt against Debian's keyring. Relies on apt-get and apt-cache, 2.0 or later.
 */
#ifndef BPFMEND_LAB_APT_H
#define BPFMEND_LAB_APT_H

#include "lab/failure.h"
#include "lab/watch.h"

struct apt {
	char *directory; /* the private state; owned */
	char *configuration; /* the file in it that makes it private; owned */
};

/*
 * Makes or takes up the private state in a directory, on the mirrors that the machine's apt
 * configuration names now. Returns 0 and *apt, to be freed with apt_close(); -ENOENT where there
 * is no apt or no Debian mirror; or another negative errno.
 */
int apt_open(const char *directory, struct apt *apt, struct failure *why);

void apt_close(struct apt *apt);

/*
 * `apt-get update`. A suite that cannot be had is told to watch and left out; only if none can be
 * had is it a failure. Removes what is half-downloaded then.
 */
int apt_update(const struct apt *apt, const struct watch *watch, struct failure *why);

/*
 * The fields of every version of every package whose name matches a POSIX extended regular
 * expression; the caller frees *text, which is "" if there is none.
 */
int apt_show(const struct apt *apt, const char *pattern, char **text, struct failure *why);

/*
 * Downloads one version of a package into an existing directory, checks it against the signed
 * lists, and gives the path of the .deb there, which the caller frees. On failure the directory
 * may hold a part of it.
 */
int apt_download(const struct apt *apt, const char *package, const char *version,
		 const char *directory, char **deb, struct failure *why);

/*
 * The sources.list of the private state, made from what `apt-get indextargets` says with
 * APT_TARGET_FORMAT. keyring may be NULL: then apt's trusted keys decide. The caller frees
 * *sources. Returns 0, -ENOENT where no target is Debian's main archive, or -ENOMEM.
 */
int apt_make_sources(const char *targets, const char *keyring, char **sources, struct failure *why);

#define APT_TARGET_FORMAT "$(CREATED_BY)|$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)"

#endif
