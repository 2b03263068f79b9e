; Two stores that LLVM 16 made one of: the pointers stay on the stack. Warned about, and left.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=pointer-merge %s 2>%t.err | %filecheck %s
; RUN: grep -c "cannot be mended: the pointers are on the stack" %t.err | grep -x 2

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; CHECK-LABEL: @parsed(
; CHECK: %test = icmp eq ptr %ip, null
define i8 @parsed(ptr %ctx, i1 %six) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  store ptr null, ptr %first, align 8
  store ptr null, ptr %second, align 8
  br i1 %six, label %v6, label %join
v6:
  br label %join
join:
  %place = phi ptr [ %second, %v6 ], [ %first, %0 ]
  store ptr %data, ptr %place, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %protocol = getelementptr i8, ptr %ip, i64 9
  %ip6 = load ptr, ptr %second, align 8
  %next = getelementptr i8, ptr %ip6, i64 6
  %either = select i1 %test, ptr %next, ptr %protocol
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

define i8 @chosen(ptr %ctx, i1 %six) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  store ptr null, ptr %first, align 8
  store ptr null, ptr %second, align 8
  %place = select i1 %six, ptr %second, ptr %first
  store ptr %data, ptr %place, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp ne ptr %ip, null
  br i1 %test, label %yes, label %no
yes:
  %protocol = load i8, ptr %ip, align 1
  ret i8 %protocol
no:
  %ip6 = load ptr, ptr %second, align 8
  %next = load i8, ptr %ip6, align 1
  ret i8 %next
}

; The other one is tested, too.
define i8 @both(ptr %ctx, i1 %six) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  store ptr null, ptr %first, align 8
  store ptr null, ptr %second, align 8
  %place = select i1 %six, ptr %second, ptr %first
  store ptr %data, ptr %place, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp ne ptr %ip, null
  br i1 %test, label %yes, label %no
yes:
  %protocol = load i8, ptr %ip, align 1
  ret i8 %protocol
no:
  %ip6 = load ptr, ptr %second, align 8
  %test6 = icmp ne ptr %ip6, null
  br i1 %test6, label %yes6, label %neither
yes6:
  %next = load i8, ptr %ip6, align 1
  ret i8 %next
neither:
  ret i8 0
}

; What is stored is no pointer that the verifier doubts.
declare ptr @value()

define i8 @known(ptr %ctx, i1 %six) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %data = call ptr @value()
  store ptr null, ptr %first, align 8
  store ptr null, ptr %second, align 8
  %place = select i1 %six, ptr %second, ptr %first
  store ptr %data, ptr %place, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp ne ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip, ptr %ip6
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}
