"""Writes a function of a kind that is too large for whatever takes time with the square of it."""

import sys

kind, number = sys.argv[1], int(sys.argv[2])
print('target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"\ntarget triple = "bpf"')
print("@array = global [256 x i8] zeroinitializer")
print('define i32 @prog(ptr %ctx, i32 %x) section "tc" {\nentry:')
if kind == "blocks":
    print("  %o = alloca [8 x i8], align 8\n  store i64 0, ptr %o\n  br label %b0")
    for i in range(number):
        print(f"b{i}:\n  %v{i} = load volatile i32, ptr %ctx")
        print(f"  %c{i} = icmp ult i32 %v{i}, 200\n  br i1 %c{i}, label %b{i + 1}, label %out")
    print(f"b{number}:\n  br label %out\nout:\n  %l = and i32 %x, 7")
    print("  %p = getelementptr i8, ptr %o, i32 %l\n  %r = load i8, ptr %p")
    print("  %w = zext i8 %r to i32\n  ret i32 %w\n}")
elif kind == "allocas":
    for i in range(number):
        print(f"  %o{i} = alloca i8, align 1\n  store i8 0, ptr %o{i}")
    print("  %r = load i8, ptr %o0\n  %w = zext i8 %r to i32\n  ret i32 %w\n}")
else:
    print("  %o = alloca [8 x i8], align 8\n  store i64 0, ptr %o")
    print("  switch i32 %x, label %join0 [")
    for i in range(number):
        print(f"    i32 {i}, label %b{i}")
    print("  ]")
    for i in range(number):
        print(f"b{i}:\n  %f{i} = getelementptr i8, ptr %ctx, i64 {8 + i % 8 * 4}\n  br label %join0")
    ways = [f"%b{i}" for i in range(number)]
    for level in range(4):
        before = f", %join{level - 1}" if level else ""
        print(f"join{level}:")
        if not level:
            arms = ["[ %ctx, %entry ]"] + [f"[ %f{i}, %b{i} ]" for i in range(number)]
            nulls = ["[ null, %entry ]"] + [f"[ %o, %b{i} ]" for i in range(number)]
            numbers = ["[ 0, %entry ]"] + [f"[ {i % 60}, %b{i} ]" for i in range(number)]
        else:
            arms = ["[ %ctx, %c" + str(level) + " ]"] + ["[ %p" + str(level - 1) + f", %join{level - 1} ]"] * number
            nulls = ["[ null, %c" + str(level) + " ]"] + ["[ %n" + str(level - 1) + f", %join{level - 1} ]"] * number
            numbers = ["[ 0, %c" + str(level) + " ]"] + ["[ %i" + str(level - 1) + f", %join{level - 1} ]"] * number
        print(f"  %p{level} = phi ptr {', '.join(arms)}")
        print(f"  %n{level} = phi ptr {', '.join(nulls)}")
        print(f"  %i{level} = phi i64 {', '.join(numbers)}")
        if level == 3:
            break
        print(f"  %x{level} = load volatile i32, ptr @array\n  switch i32 %x{level}, label %c{level + 1} [")
        for i in range(number):
            print(f"    i32 {i}, label %join{level + 1}")
        print(f"  ]\nc{level + 1}:\n  br label %join{level + 1}")
    print("  %v = load i32, ptr %p3\n  %z = icmp eq ptr %n3, null\n  %d = getelementptr i8, ptr %n3, i64 %i3")
    print("  %b = load i8, ptr %d\n  %g = getelementptr [256 x i8], ptr @array, i64 0, i64 %i3")
    print("  store i8 %b, ptr %g\n  %s = select i1 %z, i32 0, i32 %v\n  ret i32 %s\n}")
