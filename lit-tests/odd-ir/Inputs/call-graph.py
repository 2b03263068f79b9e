"""Writes a module whose functions call each other so often that there are CALLS to the power of
LEVELS ways through them, and in whose deepest function each hazard has something to look for that
comes from all the way up."""

import sys

calls, levels = int(sys.argv[1]), int(sys.argv[2])
arguments = "ptr %c, ptr %s, i64 %i, ptr %d"
print(
    f"""target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"
@array = global [64 x i8] zeroinitializer
declare ptr @bpf_dynptr_slice(ptr, i32, ptr, i32) section ".ksyms"
define internal i32 @f{levels}({arguments}) noinline {{
  %field = getelementptr i8, ptr %c, i64 8
  %mark = load i32, ptr %field
  %even = icmp eq i32 %mark, 2
  %k = select i1 %even, i64 8, i64 12
  %chosen = getelementptr i8, ptr %c, i64 %k
  %v = load i32, ptr %chosen
  %data32 = load i32, ptr %c
  %data64 = zext i32 %data32 to i64
  %data = inttoptr i64 %data64 to ptr
  %low = and i64 %i, 7
  %p = getelementptr i8, ptr %s, i64 %low
  %b = load i8, ptr %p
  %in = icmp ult i64 %i, 60
  br i1 %in, label %inside, label %out
inside:
  %q = getelementptr [64 x i8], ptr @array, i64 0, i64 %i
  store i8 %b, ptr %q
  %three = getelementptr i8, ptr %s, i64 %i
  store i16 3, ptr %three, align 2
  %e = getelementptr i8, ptr %data, i64 %i
  %x = load i8, ptr %e
  %g = call i64 inttoptr (i64 147 to ptr)(i32 2, i32 4, ptr %s, i32 16, ptr null, ptr null, ptr null)
  %h = call i64 inttoptr (i64 204 to ptr)(ptr %d, ptr %d, i32 20)
  %w = load i8, ptr %s
  br label %out
out:
  %r = phi i32 [ 0, %inside ], [ %v, %0 ]
  ret i32 %r
}}"""
)
for i in range(levels - 1, -1, -1):
    link, tail = ("internal ", " noinline") if i else ("", ' section "xdp"')
    given = "%c, ptr %s, i64 %i, ptr %d" if i else "%c, ptr %object, i64 %i, ptr %slice"
    print(f"define {link}i32 @f{i}({arguments if i else 'ptr %c'}){tail} {{")
    if not i:
        print(
            """  %object = alloca [16 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %object, i8 0, i64 16, i1 false)
  %i = load i64, ptr @array
  %slice = call ptr @bpf_dynptr_slice(ptr %c, i32 0, ptr %object, i32 16)"""
        )
    sum = "0"
    for k in range(calls):
        print(f"  %r{k} = call i32 @f{i + 1}(ptr {given})\n  %s{k} = add i32 {sum}, %r{k}")
        sum = f"%s{k}"
    print(f"  %ok = icmp ult i32 {sum}, 2\n  %sum = select i1 %ok, i32 {sum}, i32 0")
    print("  ret i32 %sum\n}")
print("declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)")
