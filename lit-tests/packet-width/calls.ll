; An address that is returned, given, or stored by a function: it is put in the place of its calls,
; and nothing is left of it; but not of one whose name a linker may give another body, and not of
; one that calls itself.
;
; RUN: %verified -bpfmend-hazards=packet-width -bpfmend-walk=false -bpfmend-look=false %s \
; RUN:   | FileCheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

declare i64 @use(i64)

; CHECK-NOT: @first(
; CHECK-NOT: @outer(
define internal i32 @first(ptr %context) noinline {
  %data = load i32, ptr %context
  ret i32 %data
}

define internal i32 @outer(ptr %context) noinline {
  %data = call i32 @first(ptr %context)
  ret i32 %data
}

; CHECK-LABEL: @returned(
; CHECK: %[[DATA:.*]] = load i32, ptr %context
; CHECK: %[[WIDE:.*]] = zext i32 %[[DATA]] to i64
; CHECK: call i64 @use(i64 %[[WIDE]])
define i64 @returned(ptr %context) section "xdp" {
  %data = call i32 @outer(ptr %context)
  %wide = zext i32 %data to i64
  %r = call i64 @use(i64 %wide)
  ret i64 %r
}

; CHECK-NOT: @take(
define internal void @take(ptr %context, ptr %span) noinline {
  %data = load i32, ptr %context
  store i32 %data, ptr %span
  %field = getelementptr i8, ptr %context, i64 4
  %end = load i32, ptr %field
  %to = getelementptr i8, ptr %span, i64 4
  store i32 %end, ptr %to
  ret void
}

; CHECK-NOT: @deeper(
define internal void @deeper(ptr %context, ptr %span) noinline {
  call void @take(ptr %context, ptr %span)
  ret void
}

; CHECK-LABEL: @stored(
; CHECK-NOT: alloca
; CHECK: call i64 @use(i64
; CHECK: call i64 @use(i64
define i64 @stored(ptr %context) section "xdp" {
  %span = alloca { i32, i32 }
  call void @deeper(ptr %context, ptr %span)
  %data = load i32, ptr %span
  %to = getelementptr i8, ptr %span, i64 4
  %end = load i32, ptr %to
  %wide_data = zext i32 %data to i64
  %wide_end = zext i32 %end to i64
  %r = call i64 @use(i64 %wide_data)
  %s = call i64 @use(i64 %wide_end)
  ret i64 %r
}

; CHECK-NOT: @given_words(
define internal i64 @given_words(i32 %data, i32 %number) noinline {
  %wide = zext i32 %data to i64
  %r = call i64 @use(i64 %wide)
  ret i64 %r
}

; CHECK-LABEL: @gives(
; CHECK: load i32, ptr %context
; CHECK-NEXT: zext i32
; CHECK-NEXT: call i64 @use(i64
define i64 @gives(ptr %context) section "xdp" {
  %data = load i32, ptr %context
  %r = call i64 @given_words(i32 %data, i32 3)
  ret i64 %r
}

; Others may call a global function.
; CHECK-LABEL: @global(
define i32 @global(ptr %context) noinline {
  %data = load i32, ptr %context
  ret i32 %data
}

; CHECK-LABEL: @of_global(
; CHECK-NOT: call i32 @global
; CHECK: call i64 @use(
define i64 @of_global(ptr %context) section "xdp" {
  %data = call i32 @global(ptr %context)
  %wide = zext i32 %data to i64
  %r = call i64 @use(i64 %wide)
  ret i64 %r
}

define weak i32 @weak(ptr %context) noinline {
  %data = load i32, ptr %context
  ret i32 %data
}

define internal i32 @again(ptr %context, i32 %n) noinline {
entry:
  %none = icmp eq i32 %n, 0
  br i1 %none, label %done, label %more
more:
  %less = sub i32 %n, 1
  %next = call i32 @again(ptr %context, i32 %less)
  br label %done
done:
  %data = load i32, ptr %context
  ret i32 %data
}

; CHECK-LABEL: @not_inlined(
; CHECK: call i32 @weak(
; CHECK: call i32 @again(
define i64 @not_inlined(ptr %context) section "xdp" {
  %a = call i32 @weak(ptr %context)
  %b = call i32 @again(ptr %context, i32 2)
  %wide_a = zext i32 %a to i64
  %wide_b = zext i32 %b to i64
  %r = call i64 @use(i64 %wide_a)
  %s = call i64 @use(i64 %wide_b)
  ret i64 %r
}

; A number that is no address may be returned and given.
; CHECK-LABEL: define internal i32 @queue(
define internal i32 @queue(ptr %context, i32 %number) noinline {
  %field = getelementptr i8, ptr %context, i64 16
  %index = load i32, ptr %field
  %sum = add i32 %index, %number
  ret i32 %sum
}

; CHECK-LABEL: @of_queue(
; CHECK: call i32 @queue(
define i32 @of_queue(ptr %context, i32 %n) section "xdp" {
  %r = call i32 @queue(ptr %context, i32 %n)
  ret i32 %r
}
