; A subprogram that calls itself and wants its caller's object aligned; the caller must stay as it is,
; because it takes the address of a label, which no copy to return to can have. The visits end.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=stack-align %s 2>%t.err | %filecheck %s
; RUN: %filecheck %s --check-prefix=WARN --input-file=%t.err
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@label = internal global ptr blockaddress(@stays, %there)

; WARN: misaligned stack access{{.*}}it cannot be mended: its function takes the address of a label
; WARN-NOT: warning:

define internal i32 @itself(ptr %p, i32 %n) noinline {
  %q = getelementptr i8, ptr %p, i64 4
  %v = load i32, ptr %q, align 4
  %z = icmp eq i32 %n, 0
  br i1 %z, label %out, label %more
more:
  %m = sub i32 %n, 1
  %r = call i32 @itself(ptr %p, i32 %m)
  ret i32 %r
out:
  ret i32 %v
}

; CHECK-LABEL: define i32 @stays(
; CHECK: alloca [13 x i8], align 1
define i32 @stays(ptr %ctx) section "xdp" {
  %a = alloca [13 x i8], align 1
  %n = load i32, ptr %ctx
  br label %there
there:
  %v = call i32 @itself(ptr %a, i32 %n)
  ret i32 %v
}
