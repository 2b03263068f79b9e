// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Makes files in memory; see memory-files.h. */
#include "lab/memory-files.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/initramfs.h"
#include "lab/protocol.h"

int memory_file_empty(void)
{
	int file = memfd_create("bpfmend", MFD_CLOEXEC);

	return file < 0 ? -errno : file;
}

static int make(off_t size)
{
	int file = memory_file_empty();

	if (file < 0 || !ftruncate(file, size))
		return file;
	close(file);
	return -EFBIG;
}

int memory_file_ram(unsigned int mebibytes)
{
	return make((off_t)mebibytes << 20);
}

static int fill_job(int file, int initramfs)
{
	off_t at = 0, size = lseek(initramfs, 0, SEEK_END);
	uint64_t words[2] = { 0, (uint64_t)size };

	if (size < 0)
		return -errno;
	if (size > (off_t)(JOB_SPACE - JOB_HEADER))
		return -EFBIG;
	memcpy(words, JOB_MAGIC, sizeof(words[0]));
	if (pwrite(file, words, sizeof(words), 0) != sizeof(words) ||
	    lseek(file, JOB_HEADER, SEEK_SET) < 0)
		return -EIO;
	while (at < size)
		if (sendfile(file, initramfs, &at, (size_t)(size - at)) <= 0)
			return -EIO;
	return 0;
}

int memory_file_job(int initramfs)
{
	int file = make(JOB_SPACE);
	int error = file < 0 ? file : fill_job(file, initramfs);

	if (!error)
		return file;
	if (file >= 0)
		close(file);
	return error;
}

int memory_file_guest(void)
{
	struct initramfs *initramfs;
	int error = initramfs_begin(NULL, &initramfs, NULL);

	return error ? error : initramfs_finish(initramfs, NULL);
}
