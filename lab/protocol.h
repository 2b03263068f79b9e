/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the host tells the guest and the guest tells the host: the only thing that both sides of
 * the lab include. The job is one JSON object in the initramfs. The answers are JSON objects, one
 * per line, on the second serial port; the console has the first to itself, so that nothing the
 * kernel prints can get between two bytes of an answer.
 *
 * An answer is a promise only as a whole: a guest that did not send its last line, "done", has
 * crashed, and a program whose row did not come was not tried.
 */
#ifndef BPFMEND_LAB_PROTOCOL_H
#define BPFMEND_LAB_PROTOCOL_H

/* Where the guest finds things. */
#define GUEST_JOB "/job.json"
#define GUEST_PORT "/dev/ttyS1"

/*
 * A guest without a job in its initramfs says "ready" and waits: its machine may be saved then, and
 * brought back later. The work comes as an initramfs, too: in physical memory that is none of the
 * kernel's, at JOB_ADDRESS, after a header of JOB_HEADER bytes that holds JOB_MAGIC and, as a
 * number of 64 bits, the archive's size. The host then says "go SECONDS.NANOSECONDS RANDOM" on the
 * second serial port: the time, and 32 bytes in hexadecimal, for what was saved knows neither.
 */
#define JOB_ADDRESS 0x100000000
#define JOB_SPACE (256U << 20)
#define JOB_HEADER 4096U
#define JOB_MAGIC "bpfmend1"
#define GO "go"
#define GO_RANDOM_BYTES 32

/*
 * The job.
 *
 * { "job": "load", "seconds": N, "log": bool,
 *   "objects": [ { "path": "/objects/0/prog.bpf.o", "programs": [ "name", ... ],
 *                  "runs": [ [ { "field": "mark", "first": N, "last": N }, ... ], ... ],
 *                  "triggers": [ [ { "action": "exec /tmp/id", "variable": "denied" }, ... ],
 *                                ... ],
 *                  "options": [ { "log_level": N, "flags": N, "capabilities": N, "run": bool },
 *                               ... ],
 *                  "along": [ "name", ... ] }, ... ],
 *   "settings": { "variables": [ { "name": "...", "value": "..." }, ... ],
 *                 "targets": [ { "name": "...", "value": "..." }, ... ] } }
 *     Load each program in a process of its own that has N seconds. With "log", report the
 *     verifier's whole log too. With "runs", a list for each program, run those that load over
 *     what test-run.h says of these ranges; an empty list asks for no run. With "triggers", the
 *     same for triggers.h. With "options", load each as load-options.h says; "capabilities" is
 *     absent where all are meant. The programs of "along" are loaded beside each other one. With
 *     "settings", do what an object's own loader would do before it loads it, these among it; a
 *     target without a name is for every program whose section names none.
 *
 * { "job": "exec", "seconds": N, "directory": "/", "path": "/bin/ls", "arguments": [ "ls", ... ] }
 *     Run the command, which has N seconds, in that directory.
 *
 * { "job": "loader", "seconds": N, "directory": "/", "path": "/bin/sh", "commands": [ "...", ... ]
 * } Give each command to the shell, in that directory; each has N seconds, and is the one program
 *     of the object of its number: accepted if it ends with 0, rejected if with another status.
 *
 * { "job": "probe" }
 *     Put the questions of lib/bpfmend.h to the kernel.
 */
#define JOB_KIND "job"
#define JOB_LOAD "load"
#define JOB_EXEC "exec"
#define JOB_LOADER "loader"
#define JOB_PROBE "probe"
#define JOB_COMMANDS "commands"
#define JOB_SECONDS "seconds"
#define JOB_LOG "log"
#define JOB_OBJECTS "objects"
#define JOB_PATH "path"
#define JOB_PROGRAMS "programs"
#define JOB_RUNS "runs"
#define JOB_OPTIONS "options"
#define JOB_ALONG "along"
#define JOB_SETTINGS "settings"
#define SETTING_VARIABLES "variables"
#define SETTING_TARGETS "targets"
#define SETTING_NAME "name"
#define SETTING_VALUE "value"
#define LOAD_LOG_LEVEL "log_level"
#define LOAD_FLAGS "flags"
#define LOAD_CAPABILITIES "capabilities"
#define LOAD_RUN "run"
#define RUN_FIELD "field"
#define RUN_FIRST "first"
#define RUN_LAST "last"
#define JOB_TRIGGERS "triggers"
#define TRIGGER_ACTION "action"
#define TRIGGER_VARIABLE "variable"
#define JOB_DIRECTORY "directory"
#define JOB_ARGUMENTS "arguments"

/*
 * The answers, in this order; EVENT_KIND says which one a line is.
 *
 * { "event": "ready", "work": bool }  PID 1 runs and waits; "work" tells whether it could take any
 *
 * { "event": "hello", "release": "6.12.117+deb13-cloud-amd64" }  PID 1 runs, and on which kernel
 *
 * { "event": "row", "object": I, "program": J, "verdict": "accept"|"reject"|"error", "errno": E,
 *   "message": "...", "insns": N, "processed": N, "states": N, "peak_states": N,
 *   "microseconds": N, "log": "...", "returns": [ N, ... ], "run_trouble": "...",
 *   "note": "..." }
 *     I and J count from 0 in the job's lists; E is positive or 0. Numbers that the kernel did
 *     not tell are absent, as is the log unless asked for. "returns" has what each run returned
 *     or left in its variable, as a signed number of 32 bits, in order; the first run that fails
 *     is the last, and "run_trouble" says why. Both are absent unless it was accepted and runs
 *     were asked for. "note" says what was done in the loader's place, if anything.
 *
 * { "event": "output", "stream": 1|2, "data": "base64" }  the command's next bytes
 * { "event": "exit", "status": N }                        0-255, or 128 plus the signal
 *
 * { "event": "probed", "questions": [ { "verdict": "yes"|"no"|"unknown", "errno": E }, ... ],
 *   "loads": N, "microseconds": N }
 *     The answers, in the questions' order. E is positive, and 0 where the kernel answered or was
 *     not asked. The programs that were loaded for that, and what it took by the guest's clock.
 *
 * { "event": "trouble", "message": "..." }  the guest itself cannot go on
 * { "event": "done" }                       everything was said
 */
#define EVENT_KIND "event"
#define EVENT_READY "ready"
#define EVENT_HELLO "hello"
#define EVENT_ROW "row"
#define EVENT_OUTPUT "output"
#define EVENT_EXIT "exit"
#define EVENT_PROBED "probed"
#define EVENT_TROUBLE "trouble"
#define EVENT_DONE "done"

#define READY_WORK "work"
#define HELLO_RELEASE "release"
#define ROW_OBJECT "object"
#define ROW_PROGRAM "program"
#define ROW_VERDICT "verdict"
#define ROW_ERRNO "errno"
#define ROW_MESSAGE "message"
#define ROW_INSNS "insns"
#define ROW_PROCESSED "processed"
#define ROW_STATES "states"
#define ROW_PEAK_STATES "peak_states"
#define ROW_MICROSECONDS "microseconds"
#define ROW_LOG "log"
#define ROW_RETURNS "returns"
#define ROW_RUN_TROUBLE "run_trouble"
#define ROW_NOTE "note"
#define ROW_NOTE_BETWEEN "; "
#define VERDICT_NAME_ACCEPT "accept"
#define VERDICT_NAME_REJECT "reject"
#define VERDICT_NAME_ERROR "error"
#define OUTPUT_STREAM "stream"
#define OUTPUT_DATA "data"
#define EXIT_STATUS "status"
#define PROBED_QUESTIONS "questions"
#define PROBED_VERDICT "verdict"
#define PROBED_ERRNO "errno"
#define VERDICT_NAME_YES "yes"
#define VERDICT_NAME_NO "no"
#define VERDICT_NAME_UNKNOWN "unknown"
#define PROBED_LOADS "loads"
#define PROBED_MICROSECONDS "microseconds"
#define TROUBLE_MESSAGE "message"

/* The longest line that the host takes, and the most of a verifier log that the guest sends. */
#define PROTOCOL_LINE_LIMIT (16 << 20)
#define PROTOCOL_LOG_LIMIT (2 << 20)

#endif
