; A select by a condition that is poison is poison, and may stay unused; a branch on it is undefined
; behaviour. With %mark = -1 that is so here, and %used is false. What is known to be neither is
; branched on as it is: code generation would compare a copy of a register otherwise.
;
; RUN: %verified -bpfmend-hazards=pointer-merge %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; CHECK-LABEL: @unused(
; CHECK: %c = icmp eq i32 %k, 8
; CHECK-NEXT: %[[FROZEN:.*]] = freeze i1 %c
; CHECK-NEXT: br i1 %[[FROZEN]],
; CHECK: %[[FLAG:.*]] = phi i64 [ 1, %{{.*}} ], [ 0, %go ]
; CHECK: %[[AGAIN:.*]] = icmp ne i64 %[[FLAG]], 0
; CHECK: use:
; CHECK-NEXT: br i1 %[[AGAIN]],
define i32 @unused(ptr %ctx) section "tc" {
entry:
  %d = getelementptr i8, ptr %ctx, i64 76
  %data32 = load i32, ptr %d
  %e = getelementptr i8, ptr %ctx, i64 80
  %end32 = load i32, ptr %e
  %data64 = zext i32 %data32 to i64
  %data = inttoptr i64 %data64 to ptr
  %end64 = zext i32 %end32 to i64
  %end = inttoptr i64 %end64 to ptr
  %lim = getelementptr i8, ptr %data, i64 40
  %big = icmp ugt ptr %lim, %end
  br i1 %big, label %out, label %go
go:
  %m = getelementptr i8, ptr %ctx, i64 8
  %mark = load i32, ptr %m
  %flag = and i32 %mark, 1
  %k = add nuw i32 %mark, 1
  %c = icmp eq i32 %k, 8
  %ip = select i1 %c, ptr %data, ptr null
  %used = icmp eq i32 %flag, 0
  br i1 %used, label %use, label %out
use:
  br i1 %c, label %read, label %out
read:
  %q = getelementptr i8, ptr %ip, i64 9
  %b = load i8, ptr %q
  %r = zext i8 %b to i32
  ret i32 %r
out:
  ret i32 0
}

; Behind a branch on the same condition it is known to be neither.
; CHECK-LABEL: @asked_before(
; CHECK-NOT: freeze
; CHECK: ret i32 %r
define i32 @asked_before(ptr %ctx) section "tc" {
entry:
  %d = getelementptr i8, ptr %ctx, i64 76
  %data32 = load i32, ptr %d
  %data64 = zext i32 %data32 to i64
  %data = inttoptr i64 %data64 to ptr
  %m = getelementptr i8, ptr %ctx, i64 8
  %mark = load i32, ptr %m
  %k = add nuw i32 %mark, 1
  %c = icmp eq i32 %k, 8
  br i1 %c, label %yes, label %go
yes:
  call void asm sideeffect "", ""()
  br label %go
go:
  %ip = select i1 %c, ptr %data, ptr null
  %flag = and i32 %mark, 1
  %used = icmp eq i32 %flag, 0
  br i1 %used, label %use, label %out
use:
  br i1 %c, label %read, label %out
read:
  %q = getelementptr i8, ptr %ip, i64 9
  %b = load i8, ptr %q
  %r = zext i8 %b to i32
  ret i32 %r
out:
  ret i32 0
}
