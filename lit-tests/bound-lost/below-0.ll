; What varies must not be below 0 by itself in a map's value or a global variable, whatever is added:
; its end, as an unsigned number, is then past all memory. On the stack it may.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [40 x i8] zeroinitializer

; CHECK-LABEL: @behind(
; CHECK: %[[HIDDEN:.*]] = call i64 asm "", "=r,0"(i64 %x)
; CHECK-NEXT: %[[MORE:.*]] = add i64 %[[HIDDEN]], 5
; CHECK-NEXT: icmp ugt i64 %[[MORE]], 39
; CHECK-NEXT: %[[STATED:.*]] = select i1 %{{.*}}, i64 39, i64 %[[MORE]]
; CHECK-NEXT: %[[AT:.*]] = getelementptr i8, ptr {{.*}}@bytes{{.*}}, i64 %[[STATED]]
define i8 @behind(ptr %ctx) section "tc" {
  %x = call i64 inttoptr (i64 5 to ptr)()
  %low = icmp slt i64 %x, -5
  %high = icmp sgt i64 %x, 34
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %at = getelementptr i8, ptr getelementptr (i8, ptr @bytes, i64 5), i64 %x
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Instruction selection adds 5 behind the rest here, too.
; CHECK-LABEL: @before(
; CHECK: call i64 asm "", "=r,0"(i64 %index)
; CHECK: icmp ugt i64 %{{.*}}, 39
define i8 @before(ptr %ctx) section "tc" {
  %x = call i64 inttoptr (i64 5 to ptr)()
  %low = icmp slt i64 %x, -5
  %high = icmp sgt i64 %x, 34
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %index = add nsw i64 %x, 5
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; CHECK-LABEL: @stack(
; CHECK-NOT: asm
; CHECK: ret
define i8 @stack(ptr %ctx) section "tc" {
  %buffer = alloca [40 x i8], align 8
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %buffer, i32 40)
  %x = call i64 inttoptr (i64 5 to ptr)()
  %low = icmp slt i64 %x, -5
  %high = icmp sgt i64 %x, 34
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %index = add nsw i64 %x, 5
  %at = getelementptr i8, ptr %buffer, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
