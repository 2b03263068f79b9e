; The condition of a select holds of the numbers of its own turn of a loop. %n is drawn anew each
; time, and the loop goes on while %next is below it, so %i gets to 3999: the index to 4103.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@array = global [8192 x i8] zeroinitializer
@small = global [16 x i8] zeroinitializer

; CHECK-LABEL: @prog(
; CHECK: %[[HIDDEN:.*]] = call i64 asm "", "=r,0"(i64 %index)
; CHECK-NEXT: and i64 %[[HIDDEN]], 8191
define i32 @prog(ptr %ctx) section "socket" {
entry:
  %x = load i32, ptr %ctx
  %rest32 = urem i32 %x, 100
  %rest = zext i32 %rest32 to i64
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %acc = phi i32 [ 0, %entry ], [ %acc1, %loop ]
  %r = call i32 inttoptr (i64 7 to ptr)()
  %m = urem i32 %r, 4000
  %n = zext i32 %m to i64
  %c = icmp ult i64 %n, 10
  %sum = add i64 %i, 5
  %v = select i1 %c, i64 %sum, i64 0
  %index = add i64 %v, %rest
  %p = getelementptr [8192 x i8], ptr @array, i64 0, i64 %index
  %b = load i8, ptr %p
  %b1 = zext i8 %b to i32
  %acc1 = add i32 %acc, %b1
  %next = add i64 %i, 1
  %go = icmp ult i64 %next, %n
  br i1 %go, label %loop, label %out
out:
  ret i32 %acc1
}

; In its own turn it does: what is chosen is at most 14.
; CHECK-LABEL: @own(
; CHECK: %[[HIDDEN:.*]] = call i64 asm "", "=r,0"(i64 %v)
; CHECK-NEXT: and i64 %[[HIDDEN]], 15
define i32 @own(ptr %ctx) section "socket" {
entry:
  %x = load i32, ptr %ctx
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %r = call i32 inttoptr (i64 7 to ptr)()
  %m = urem i32 %r, 4000
  %n = zext i32 %m to i64
  %c = icmp ult i64 %n, 10
  %sum = add i64 %n, 5
  %v = select i1 %c, i64 %sum, i64 0
  %p = getelementptr [16 x i8], ptr @small, i64 0, i64 %v
  store i8 1, ptr %p
  %next = add i64 %i, 1
  %go = icmp ult i64 %next, %n
  br i1 %go, label %loop, label %out
out:
  ret i32 0
}
