; Two stores that LLVM made one of, to a chosen place: the pointers stay on the stack. They become
; registers, and a number is tested in place of the merged pointer; where not every store is
; understood, the warning says so.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=pointer-merge %s 2>%t.err | %filecheck %s
; RUN: %filecheck --check-prefix=ERROR --input-file %t.err %s
; RUN: %opt -bpfmend-hazards=pointer-merge %s 2>/dev/null | %filecheck --check-prefix=WARN %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; WARN: store ptr %data, ptr %place

; CHECK-LABEL: @parsed(
; CHECK-NOT: alloca
; CHECK: join:
; CHECK-NEXT: %[[FLAG:.*]] = phi i64 [ 0, %v6 ], [ 1, %0 ]
; CHECK-DAG: %[[IP:.*]] = phi ptr [ null, %v6 ], [ %data, %0 ]
; CHECK-DAG: %[[IP6:.*]] = phi ptr [ %data, %v6 ], [ null, %0 ]
; CHECK: %[[TEST:.*]] = icmp eq i64 %[[FLAG]], 0
; CHECK-NEXT: select i1 %[[TEST]], ptr %[[IP6]], ptr %[[IP]]
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
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; A select chooses: it becomes a branch, which leaves its mark in the number.
; CHECK-LABEL: @chosen(
; CHECK-NOT: alloca
; CHECK: br i1 %six, label %[[YES:.*]], label %[[JOIN:.*]]
; CHECK: [[YES]]:
; CHECK: [[JOIN]]:
; CHECK-NEXT: %[[FLAG:.*]] = phi i64 [ 0, %[[YES]] ], [ 1, %0 ]
; CHECK: icmp ne i64 %[[FLAG]], 0
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

; Stored on one way only, before the test, in a loop: what was there before stays.
; CHECK-LABEL: @loop(
; CHECK-NOT: alloca
; CHECK: turn:
; CHECK: %[[BEFORE:.*]] = phi i64 [ 0, %0 ], [ %[[FLAG:.*]], %join ]
; CHECK: join:
; CHECK: %[[FLAG]] = phi i64 [ %[[BEFORE]], %v6 ], [ 1, %turn ]
; CHECK: end:
; CHECK: icmp eq i64 %[[FLAG]], 0
define i8 @loop(ptr %ctx, i1 %six, i1 %more) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  store ptr null, ptr %first, align 8
  store ptr null, ptr %second, align 8
  br label %turn
turn:
  br i1 %six, label %v6, label %join
v6:
  br label %join
join:
  %place = phi ptr [ %second, %v6 ], [ %first, %turn ]
  store ptr %data, ptr %place, align 8
  br i1 %more, label %turn, label %end
end:
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; A switch leads to the store over two cases, and what is stored is merged there, too.
; CHECK-LABEL: @cases(
; CHECK-NOT: alloca
; CHECK: join:
; CHECK-NEXT: %[[FLAG:.*]] = phi i64 [ 0, %v6 ], [ 1, %0 ], [ 1, %0 ]
; CHECK: phi ptr [ null, %v6 ], [ %data, %0 ], [ %data, %0 ]
; CHECK: phi ptr [ %behind, %v6 ], [ null, %0 ], [ null, %0 ]
; CHECK: icmp eq i64 %[[FLAG]], 0
define i8 @cases(ptr %ctx, i8 %kind) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  store ptr null, ptr %first, align 8
  store ptr null, ptr %second, align 8
  %behind = getelementptr inbounds i8, ptr %data, i64 4
  switch i8 %kind, label %v6 [
    i8 1, label %join
    i8 2, label %join
  ]
v6:
  br label %join
join:
  %place = phi ptr [ %second, %v6 ], [ %first, %0 ], [ %first, %0 ]
  %header = phi ptr [ %behind, %v6 ], [ %data, %0 ], [ %data, %0 ]
  store ptr %header, ptr %place, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; The other one is tested, too: nothing is lost.
; CHECK-LABEL: @both(
; CHECK: icmp ne ptr %ip, null
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
; CHECK-LABEL: @known(
; CHECK: icmp eq ptr %ip, null
declare ptr @value()
define i8 @known(ptr %ctx, i1 %six) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %data = call ptr @value()
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
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; The address goes to a function that may write there.
; CHECK-LABEL: @escapes(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
declare void @look(ptr)
define i8 @escapes(ptr %ctx, i1 %six) section "xdp" {
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
  call void @look(ptr %first)
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; Volatile: each store is one that the source asked for.
; CHECK-LABEL: @volatile(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
define i8 @volatile(ptr %ctx, i1 %six) section "xdp" {
  %first = alloca ptr, align 8
  %second = alloca ptr, align 8
  %number = load i32, ptr %ctx, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  store volatile ptr null, ptr %first, align 8
  store ptr null, ptr %second, align 8
  br i1 %six, label %v6, label %join
v6:
  br label %join
join:
  %place = phi ptr [ %second, %v6 ], [ %first, %0 ]
  store ptr %data, ptr %place, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; CHECK-LABEL: @volatile_load(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
define i8 @volatile_load(ptr %ctx, i1 %six) section "xdp" {
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
  %ip = load volatile ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; Half of it is overwritten.
; CHECK-LABEL: @partial(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
define i8 @partial(ptr %ctx, i1 %six) section "xdp" {
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
  store i32 0, ptr %first, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; A memset over it, and a memcpy.
; CHECK-LABEL: @cleared(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
define i8 @cleared(ptr %ctx, i1 %six) section "xdp" {
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
  call void @llvm.memset.p0.i64(ptr align 8 %first, i8 0, i64 8, i1 false)
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; CHECK-LABEL: @copied(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
define i8 @copied(ptr %ctx, i1 %six) section "xdp" {
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
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %second, ptr align 8 %first, i64 8, i1 false)
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; One of them is written between the choice and the store.
; CHECK-LABEL: @written_before(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
define i8 @written_before(ptr %ctx, i1 %six) section "xdp" {
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
  store ptr null, ptr %second, align 8
  store ptr %data, ptr %place, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; The place itself is kept somewhere.
; CHECK-LABEL: @kept(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: the pointers are on the stack, and not all that writes to them is understood
define i8 @kept(ptr %ctx, i1 %six) section "xdp" {
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
  store ptr %first, ptr %ctx, align 8
  %ip = load ptr, ptr %first, align 8
  %test = icmp eq ptr %ip, null
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}

; A number that may be 0 is stored: not in a section that has packets.
; CHECK-LABEL: @unproved(
; CHECK: %test = icmp eq ptr %ip, null
; ERROR: cannot be mended: LLVM cannot prove which of the pointers are NULL
define i8 @unproved(ptr %ctx, i1 %six) section "socket" {
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
  %ip6 = load ptr, ptr %second, align 8
  %either = select i1 %test, ptr %ip6, ptr %ip
  %byte = load i8, ptr %either, align 1
  ret i8 %byte
}
