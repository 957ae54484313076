#pragma once

#include "core/fault/fault.h"

// One row a file, one line here, one line in the table of fault.cpp: that is all a new fault needs.
namespace sharedfate {

extern const FaultRow segv_fault;
extern const FaultRow abort_fault;
extern const FaultRow exception_fault;
extern const FaultRow exit_fault;
extern const FaultRow kill_fault;
extern const FaultRow spin_fault;

}  // namespace sharedfate
