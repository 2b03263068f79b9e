"""Writes a program in which numbers are merged LEVELS times one after the other, each time in WAYS
ways, each of which brings another of eight numbers: WAYS to the power of LEVELS ways lead to each.
One of the last is what KIND says: the index of bytes, an index into the stack behind a loop, or a
choice of the context's fields."""

import sys

kind, levels, ways = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
count = 8
width = {"bytes": "i8", "stack": "i64", "context": "i64"}[kind]
print("""target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"
@buffer = global [16 x i8] zeroinitializer
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define i64 @program(ptr %ctx) section "tc" {
entry:
  %b = alloca [64 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %b, i8 0, i64 64, i1 false)""")
first = [f"%p0.{i}" for i in range(count)]
if kind == "context":
    first = [str(8 + i % 2 * 4) for i in range(count)]
else:
    for name in first:
        print(f"  {name} = load volatile {width}, ptr %ctx")
print("""  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %i1, %loop ]
  %i1 = add i64 %i, 1
  %c = icmp ult i64 %i1, 4
  br i1 %c, label %loop, label %level1""")
numbers = first
for level in range(1, levels + 1):
    cases = " ".join(f"i32 {k}, label %way{level}.{k}" for k in range(ways))
    print(f"level{level}:\n  %o{level} = load volatile i32, ptr %ctx\n"
          f"  switch i32 %o{level}, label %merge{level} [ {cases} ]")
    for k in range(ways):
        print(f"way{level}.{k}:\n  br label %merge{level}")
    print(f"merge{level}:")
    made = [f"%p{level}.{i}" for i in range(count)]
    for i, name in enumerate(made):
        brought = [f"[ {numbers[i]}, %level{level} ]"]
        brought += [f"[ {numbers[(i + k) % count]}, %way{level}.{k} ]" for k in range(ways)]
        print(f"  {name} = phi {width} {', '.join(brought)}")
    following = f"level{level + 1}" if level < levels else "last"
    print(f"  br label %{following}")
    numbers = made
print("last:")
if kind == "bytes":
    print(f"""  %in = icmp ult i8 {numbers[0]}, 16
  br i1 %in, label %inside, label %out
inside:
  %m = zext i8 {numbers[0]} to i64
  %g = getelementptr i8, ptr @buffer, i64 %m""")
elif kind == "stack":
    print(f"""  br label %inside
inside:
  %m = and i64 {numbers[0]}, 63
  %g = getelementptr i8, ptr %b, i64 %m""")
else:
    print(f"""  br label %inside
inside:
  %g = getelementptr i8, ptr %ctx, i64 {numbers[0]}""")
print("  %r = load volatile i32, ptr %g\n  %z = zext i32 %r to i64\n  ret i64 %z"
      if kind == "context" else "  %r = load i8, ptr %g\n  %z = zext i8 %r to i64\n  ret i64 %z")
if kind == "bytes":
    print("out:\n  ret i64 0")
print("}")
