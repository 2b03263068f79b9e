; A number that was stated again goes on into the sums behind it: with the other one, 6.16 forgets what
; it knew of the sum. Not where it is compared once more, which the stated one would not learn from.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [96 x i8] zeroinitializer
declare i64 @other()

; CHECK-LABEL: @appended(
; CHECK: %[[STATED:.*]] = select i1 %{{.*}}, i64 48, i64 %{{.*}}
; CHECK-NEXT: getelementptr i8, ptr @bytes, i64 %[[STATED]]
; CHECK: %sum = add i64 %second, %[[STATED]]
define i64 @appended(ptr %ctx) section "kprobe" {
  %n = call i64 inttoptr (i64 115 to ptr)(ptr @bytes, i32 48, ptr %ctx)
  %less = add i64 %n, -1
  %in = icmp ult i64 %less, 48
  %first = select i1 %in, i64 %n, i64 0
  %to = getelementptr i8, ptr @bytes, i64 %first
  %m = call i64 inttoptr (i64 115 to ptr)(ptr %to, i32 48, ptr %ctx)
  %second = call i64 @other()
  %sum = add i64 %second, %first
  ret i64 %sum
}

; Compared again behind the place.
; CHECK-LABEL: @compared(
; CHECK: select i1 %{{.*}}, i64 48, i64 %{{.*}}
; CHECK: %sum = add i64 %second, %first
define i64 @compared(ptr %ctx) section "kprobe" {
  %n = call i64 inttoptr (i64 115 to ptr)(ptr @bytes, i32 48, ptr %ctx)
  %less = add i64 %n, -1
  %in = icmp ult i64 %less, 48
  %first = select i1 %in, i64 %n, i64 0
  %to = getelementptr i8, ptr @bytes, i64 %first
  %m = call i64 inttoptr (i64 115 to ptr)(ptr %to, i32 48, ptr %ctx)
  %few = icmp ult i64 %first, 5
  br i1 %few, label %use, label %leave
use:
  %second = call i64 @other()
  %sum = add i64 %second, %first
  ret i64 %sum
leave:
  ret i64 0
}

; Before the place, the number is not stated yet; a constant keeps its link; a sum with itself is left.
; CHECK-LABEL: @elsewhere(
; CHECK: %before = add i64 %second, %first
; CHECK: select i1 %{{.*}}, i64 48, i64 %{{.*}}
; CHECK: %more = add i64 %first, 5
; CHECK: %twice = add i64 %first, %first
define i64 @elsewhere(ptr %ctx) section "kprobe" {
  %n = call i64 inttoptr (i64 115 to ptr)(ptr @bytes, i32 48, ptr %ctx)
  %less = add i64 %n, -1
  %in = icmp ult i64 %less, 48
  %first = select i1 %in, i64 %n, i64 0
  %second = call i64 @other()
  %before = add i64 %second, %first
  %to = getelementptr i8, ptr @bytes, i64 %first
  %m = call i64 inttoptr (i64 115 to ptr)(ptr %to, i32 48, ptr %ctx)
  %more = add i64 %first, 5
  %twice = add i64 %first, %first
  %a = xor i64 %before, %more
  %b = xor i64 %a, %twice
  ret i64 %b
}
