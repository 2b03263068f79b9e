; Of several places one or more are fields of the context and more than one lies elsewhere: each of
; them stays what it is.
;
; RUN: %verified -bpfmend-hazards=ctx-choice %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; What is chosen last is not the context: both choices of elsewhere remain.
; CHECK-LABEL: @chosen_first(
; CHECK: %[[N:.*]] = select i1 %d, i64 -16777216, i64
; CHECK: load i32, ptr %{{[0-9]+}}, align 4
; CHECK: %[[P:.*]] = select i1 %d, ptr %b, ptr %a
; CHECK-NEXT: load i32, ptr %[[P]], align 4
define i32 @chosen_first(ptr %ctx, ptr %a, ptr %b, i1 %c, i1 %d) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 32
  %inner = select i1 %c, ptr %field, ptr %a
  %outer = select i1 %d, ptr %b, ptr %inner
  %v = load i32, ptr %outer, align 4
  ret i32 %v
}

; CHECK-LABEL: @stored(
; CHECK: store volatile i32 7, ptr %{{[0-9]+}}, align 4
; CHECK: %[[P:.*]] = select i1 %d, ptr %a, ptr %b
; CHECK-NEXT: store volatile i32 7, ptr %[[P]], align 4
define i32 @stored(ptr %ctx, ptr %a, ptr %b, i1 %c, i1 %d) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 32
  %inner = select i1 %c, ptr %a, ptr %field
  %outer = select i1 %d, ptr %inner, ptr %b
  store volatile i32 7, ptr %outer, align 4
  ret i32 0
}

; What is chosen first is a field or a field: there the other choice is enough.
; CHECK-LABEL: @chosen_last(
; CHECK: load i32, ptr %a, align 4
define i32 @chosen_last(ptr %ctx, ptr %a, i1 %c, i1 %d) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 32
  %other = getelementptr i8, ptr %ctx, i64 8
  %fields = select i1 %c, ptr %field, ptr %other
  %outer = select i1 %d, ptr %a, ptr %fields
  %v = load i32, ptr %outer, align 4
  ret i32 %v
}

; An index as large as you like of what lies elsewhere never makes a field of it.
; CHECK-LABEL: @far(
; CHECK-NEXT: %both =
; CHECK-NEXT: %element =
; CHECK-NEXT: br i1 %d, label %[[FIELD:.*]], label %[[OTHER:.*]]
; CHECK: [[FIELD]]:
; CHECK: load i32, ptr %{{[0-9]+}}, align 4
; CHECK: [[OTHER]]:
; CHECK-NEXT: load i32, ptr %element, align 4
define i32 @far(ptr %ctx, ptr %a, ptr %b, i1 %c, i1 %d, i64 %i) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 32
  %both = select i1 %c, ptr %a, ptr %b
  %element = getelementptr i32, ptr %both, i64 %i
  %outer = select i1 %d, ptr %field, ptr %element
  %v = load i32, ptr %outer, align 4
  ret i32 %v
}

; Nor does one of a few that are large.
; CHECK-LABEL: @far_choice(
; CHECK: load i32, ptr %q, align 4
define i32 @far_choice(ptr %ctx, ptr %a, i1 %c, i1 %d) section "tc" {
  %p = select i1 %c, ptr %ctx, ptr %a
  %i = select i1 %d, i64 8, i64 16777224
  %q = getelementptr i8, ptr %p, i64 %i
  %v = load i32, ptr %q, align 4
  ret i32 %v
}

; A switch that leads to a block twice brings one value, also where a number is computed for it.
; CHECK-LABEL: @twice(
; CHECK: join:
; CHECK-NEXT: phi i64 [ %[[N:.*]], %entry ], [ %[[N]], %entry ], [ 32, %b ]
define i32 @twice(ptr %ctx, i32 %x, i1 %c) section "tc" {
entry:
  %i = select i1 %c, i32 8, i32 12
  %p = getelementptr i8, ptr %ctx, i32 %i
  switch i32 %x, label %b [ i32 0, label %join
                            i32 1, label %join ]
b:
  %pb = getelementptr i8, ptr %ctx, i64 32
  br label %join
join:
  %q = phi ptr [ %p, %entry ], [ %p, %entry ], [ %pb, %b ]
  %v = load i32, ptr %q, align 4
  ret i32 %v
}
