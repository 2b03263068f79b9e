; What bpf_get_task_stack() returns is bounded by the size it was given; 5.10 alone does not know it.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost -pass-remarks=bpfmend %s 2>&1 \
; RUN:     | %filecheck %s
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost -pass-remarks=bpfmend %s \
; RUN:     -bpfmend-kernels=6.1-7.3 2>&1 | %filecheck --check-prefix=NEWER %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@entries = global [512 x i8] zeroinitializer

; CHECK: this size is from 1 to 512, but the verifier of Linux 5.10 loses track of that
; CHECK-LABEL: @checked(
; CHECK: asm
; NEWER-NOT: remark
; NEWER-LABEL: @checked(
; NEWER-NOT: asm
; NEWER: ret
define i32 @checked(ptr %ctx) section "iter/task" {
  %n = call i64 inttoptr (i64 141 to ptr)(ptr %ctx, ptr @entries, i32 512, i64 256)
  %some = icmp sgt i64 %n, 0
  br i1 %some, label %use, label %leave
use:
  %size = trunc i64 %n to i32
  %written = call i64 inttoptr (i64 127 to ptr)(ptr %ctx, ptr @entries, i32 %size)
  br label %leave
leave:
  ret i32 0
}

; One byte more than there is room for: no kernel is told anything.
; CHECK-LABEL: @too_long(
; CHECK-NOT: asm
; CHECK: ret
define i32 @too_long(ptr %ctx) section "iter/task" {
  %n = call i64 inttoptr (i64 141 to ptr)(ptr %ctx, ptr @entries, i32 513, i64 256)
  %some = icmp sgt i64 %n, 0
  br i1 %some, label %use, label %leave
use:
  %size = trunc i64 %n to i32
  %written = call i64 inttoptr (i64 127 to ptr)(ptr %ctx, ptr @entries, i32 %size)
  br label %leave
leave:
  ret i32 0
}
