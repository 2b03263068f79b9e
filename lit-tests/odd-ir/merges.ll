; Numbers that are merged again and again, in 60 ways each time: no walk may take each way through
; them. (With 24 ways one had taken 6 s, with 32 another.)
;
; RUN: %python %S/Inputs/merges.py bytes 6 60 > %t.ll
; RUN: timeout 60 %verified %t.ll -o %t.1
; RUN: %python %S/Inputs/merges.py stack 6 60 > %t.ll
; RUN: timeout 60 %verified %t.ll -o %t.1
; RUN: %python %S/Inputs/merges.py context 6 60 > %t.ll
; RUN: timeout 60 %verified %t.ll -o %t.1
