; Pointers that selects choose: a branch is made of them, and a number is asked where the condition,
; or the chosen pointer, was.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=pointer-merge %s 2>%t.err | %filecheck %s
; RUN: %filecheck --check-prefix=WARN --input-file %t.err %s
; RUN: %opt -bpfmend-hazards=pointer-merge %s 2>&1 | %filecheck --check-prefix=WARN3 %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; WARN: cannot be mended: LLVM cannot prove which of the pointers are NULL
; WARN-NOT: warning:
; WARN3-COUNT-5: warning:
; WARN3-NOT: warning:

; The chosen pointer is tested.
; CHECK-LABEL: @tested(
; CHECK: %v4 = icmp eq i8 %kind, 4
; CHECK-NEXT: br i1 %v4, label %[[YES:.*]], label %[[JOIN:.*]]
; CHECK: [[JOIN]]:
; CHECK-DAG: %[[FLAG:.*]] = phi i64 [ 1, %[[YES]] ], [ 0, %0 ]
; CHECK-DAG: %[[IP:.*]] = phi ptr [ %data, %[[YES]] ], [ null, %0 ]
; CHECK-DAG: %[[IP6:.*]] = phi ptr [ null, %[[YES]] ], [ %data, %0 ]
; CHECK: %[[NULL:.*]] = icmp eq i64 %[[FLAG]], 0
; CHECK: select i1 %[[NULL]], ptr %[[IP6]], ptr %[[IP]]
define i8 @tested(ptr %ctx, i8 noundef %kind) section "xdp" {
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  %v4 = icmp eq i8 %kind, 4
  %ip = select i1 %v4, ptr %data, ptr null
  %ip6 = select i1 %v4, ptr null, ptr %data
  %null = icmp eq ptr %ip, null
  %from = select i1 %null, ptr %ip6, ptr %ip
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; The condition is asked again, to read what is NULL where the numbers are not equal. If it is
; undefined, the choice may stay unused; a branch must not hang on it as it is.
; CHECK-LABEL: @asked(
; CHECK: %[[FROZEN:.*]] = freeze i1 %v4
; CHECK-NEXT: br i1 %[[FROZEN]], label %[[YES:.*]], label %[[JOIN:.*]]
; CHECK: [[JOIN]]:
; CHECK-DAG: %[[FLAG:.*]] = phi i64 [ 1, %[[YES]] ], [ 0, %0 ]
; CHECK: %[[AGAIN:.*]] = icmp ne i64 %[[FLAG]], 0
; CHECK: br i1 %[[AGAIN]], label %first, label %second
define i8 @asked(ptr %ctx, i8 %kind, i1 %other) section "xdp" {
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  %v4 = icmp eq i8 %kind, 4
  %ip = select i1 %v4, ptr %data, ptr null
  br i1 %other, label %go, label %end
go:
  br i1 %v4, label %first, label %second
first:
  %v = load i8, ptr %ip, align 1
  ret i8 %v
second:
  ret i8 7
end:
  ret i8 0
}

; Before the choice the condition stays what it was, also in a block that the branch comes from.
; CHECK-LABEL: @before(
; CHECK: otherwise:
; CHECK: select i1 %v4, i8 1, i8 2
; CHECK: choose:
; CHECK: br i1 %v4, label
; CHECK: %[[FLAG:.*]] = phi i64 [ 1, %{{.*}} ], [ 0, %choose ]
; CHECK: icmp ne i64 %[[FLAG]], 0
define i8 @before(ptr %ctx, i8 noundef %kind, i1 %other) section "xdp" {
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  %v4 = icmp eq i8 %kind, 4
  br i1 %other, label %choose, label %otherwise
otherwise:
  %n = select i1 %v4, i8 1, i8 2
  ret i8 %n
choose:
  %ip = select i1 %v4, ptr %data, ptr null
  %ip2 = getelementptr i8, ptr %ip, i64 2
  %from = select i1 %v4, ptr %ip2, ptr %data
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; Where the numbers are equal the verifier knows it; where they are not, this one is no NULL.
; CHECK-LABEL: @remembered(
; CHECK: %ip = select i1 %v4, ptr null, ptr %data
define i8 @remembered(ptr %ctx, i8 %kind, i1 %other) section "xdp" {
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  %v4 = icmp eq i8 %kind, 4
  %ip = select i1 %v4, ptr null, ptr %data
  br i1 %other, label %go, label %end
go:
  br i1 %v4, label %second, label %first
first:
  %v = load i8, ptr %ip, align 1
  ret i8 %v
second:
  ret i8 7
end:
  ret i8 0
}

; An order is remembered on both sides.
; CHECK-LABEL: @order(
; CHECK: %ip = select i1 %v4, ptr %data, ptr null
define i8 @order(ptr %ctx, i8 %kind, i1 %other) section "xdp" {
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  %v4 = icmp ult i8 %kind, 4
  %ip = select i1 %v4, ptr %data, ptr null
  br i1 %other, label %go, label %end
go:
  br i1 %v4, label %first, label %end
first:
  %v = load i8, ptr %ip, align 1
  ret i8 %v
end:
  ret i8 0
}

; The test of the one chooses the other.
; CHECK-LABEL: @chooses(
; CHECK: phi i64
; CHECK: icmp eq i64 %{{.*}}, 0
define i8 @chooses(ptr %ctx, i8 %kind) section "xdp" {
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  %v4 = icmp ult i8 %kind, 4
  %ip = select i1 %v4, ptr %data, ptr null
  %null = icmp eq ptr %ip, null
  %ip6 = select i1 %null, ptr %data, ptr null
  %from = select i1 %null, ptr %ip6, ptr %ip
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; What is chosen may be NULL itself.
; CHECK-LABEL: @unproved(
; CHECK: icmp eq ptr %ip, null
define i8 @unproved(ptr %ctx, i8 %kind) section "socket" {
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  %v4 = icmp eq i8 %kind, 4
  %ip = select i1 %v4, ptr %data, ptr null
  %ip6 = select i1 %v4, ptr null, ptr %data
  %null = icmp eq ptr %ip, null
  %from = select i1 %null, ptr %ip6, ptr %ip
  %v = load i8, ptr %from, align 1
  ret i8 %v
}
