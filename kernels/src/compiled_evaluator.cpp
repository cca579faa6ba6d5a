// SPDX-License-Identifier: BSD-2-Clause
// Compilation in the background, and the switch to its result.
#include "jacquard/kernels/compiled_evaluator.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "compiled_source.hpp"
#include "emission_input.hpp"
#include "jacquard/error.hpp"
#include "jacquard/kernels/built_in.hpp"
#include "jacquard/kernels/evaluator_checks.hpp"
#include "jacquard/kernels/execution_space.hpp"
#include "jacquard/kernels/host_launch.hpp"
#include "jacquard/kernels/host_machine.hpp"
#include "kernel_cache.hpp"

namespace jacquard::kernels {
namespace {

using HostSpace = Kokkos::DefaultHostExecutionSpace;

}  // namespace

struct CompiledEvaluator::State {
  std::vector<Program> programs;
  std::unique_ptr<Evaluator> meanwhile;
  CompilationOptions options;
  InstructionSet set = available_instruction_sets().back();
  Compiler compiler;  // this and the folders by the environment as it was when the evaluator was made
  CacheFolders folders;
  bool has_guards = false;
  std::size_t second_level_bytes = second_level_cache_bytes();
  bool one_piece_fetches = gains_from_fetching();
  std::array<std::optional<BatchNeeds>, 3> needs;  // by quantity; empty where there is no program
  std::size_t num_variable_entries = 0;
  std::size_t most_cached_bytes = 0;
  std::array<const double*, 3> literals{};  // by quantity, in `programs`

  // Kept: temporaries would allocate at every launch.
  HostSpace space = started<HostSpace>();
  std::string label = "jacquard::compiled";
  std::vector<EvaluationStatus> statuses;  // [num_workers]

  std::optional<KernelCache> cache;
  std::optional<LoadedKernel> kernel;
  std::atomic<Stage> stage{Stage::pending};
  std::atomic<std::int64_t> nanoseconds_meanwhile{0};
  std::atomic<bool> is_awaited{false};
  std::string outcome;    // written before `stage`
  std::string unmatched;  // said where the program has kernels built in, none of them for this
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::condition_variable changed;  // the stage, or whether a compiler may be started, or `stop`
  std::thread worker;

  EvaluationStatus evaluate_meanwhile(const Batch& batch, Quantity quantity);
  EvaluationStatus evaluate_compiled(const Batch& batch, Quantity quantity);
  void take_built_in();
  void begin();
  void work();
  void end(const std::string& problem);
  std::string prepare();
  std::string unit() const;
  bool wait_until(const std::function<bool()>& condition) const;
  bool wait_for_work();
  void tell();
  bool has_worked(std::chrono::nanoseconds time) const { return nanoseconds_meanwhile >= time.count(); }
  bool is_worth_compiling() const { return is_awaited || has_worked(options.compiler_patience); }
  std::string compile_unit(const std::string& key);
  bool load(const std::string& key, const char* from, std::string& reason);
};

/// Takes the kernel that the program was built with, if there is one.
void CompiledEvaluator::State::take_built_in() {
  if (num_built_in_kernels() == 0) return;
  const BuiltInKernel* found = find_built_in_kernel(program_key(programs));
  if (found == nullptr) {
    unmatched = no_built_in_kernel;
    return;
  }
  kernel.emplace(nullptr, CompiledKernel{nullptr, found->run});
  outcome = "compiled, built in (" + std::string(name(found->set)) + ")";
  stage = Stage::ready;
}

/// Takes the kernel from the cache, if it is there and sound.
bool CompiledEvaluator::State::load(const std::string& key, const char* from, std::string& reason) {
  kernel = cache->load(key, reason);
  if (kernel) outcome = std::string("compiled, ") + from + " (" + std::string(name(set)) + ")" + unmatched;
  return kernel.has_value();
}

/// Returns why there is no kernel, or nothing.
std::string CompiledEvaluator::State::compile_unit(const std::string& key) {
  const Scratch source = cache->scratch(key, ".cpp"), object = cache->scratch(key, ".so");
  const Scratch headers = cache->scratch(key, ".include");
  write_whole(source.path(), unit());
  write_headers(headers.path());
  Compiler complete = compiler;
  complete.flags.insert(complete.flags.end(), {"-DJACQUARD_KEY=" + key, "-I" + headers.path().string()});
  const CompilerRun result = compile(complete, source.path(), object.path(), stop);
  if (!result.succeeded) return compiler.command + " failed: " + result.message;
  cache->store(key, object.path());
  std::error_code ignored;
  std::filesystem::rename(source.path(), cache->folder() / (key + ".cpp"), ignored);  // for people
  return "";
}

std::string CompiledEvaluator::State::unit() const {
  return compiled_unit(emit(programs, options.emission), options.emission.name, set);
}

/// Fills `kernel` and returns nothing, or returns why that is not possible.
std::string CompiledEvaluator::State::prepare() {
  options.cache ? cache.emplace(*options.cache) : cache.emplace(folders);
  const CompilerRun version = compiler_version(compiler, cache->scratch("version", ".txt").path(), stop);
  if (!version.succeeded) return compiler.command + " failed: " + version.message;
  const std::string key = compilation_key(emission_input(programs, options.emission), compiler, version.message);

  std::string reason;
  if (load(key, "from the cache", reason)) return "";
  if (!wait_for_work()) return "stopped";
  static std::mutex one_compiler;
  std::unique_lock alone(one_compiler, std::defer_lock);
  KernelCache::Lock lock(*cache, key);
  if (!wait_until([&] { return alone.try_lock(); }) || !wait_until([&] { return lock.try_acquire(); }))
    return "stopped";
  if (load(key, "by another process", reason)) return "";
  if (std::string problem = compile_unit(key); !problem.empty()) return problem;
  return load(key, "just now", reason) ? "" : "the compiled kernel " + reason;
}

/// Returns false if the evaluator goes away first.
bool CompiledEvaluator::State::wait_until(const std::function<bool()>& condition) const {
  while (!condition()) {
    if (stop) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

/// Waits until a compiler may be started. Returns false if the evaluator goes away first.
bool CompiledEvaluator::State::wait_for_work() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return stop || is_worth_compiling(); });
  return !stop;
}

/// What has changed has done so before, or a thread that is about to wait would miss it.
void CompiledEvaluator::State::tell() {
  const std::lock_guard lock(mutex);
  changed.notify_all();
}

/// Without the program's signals, whose handlers are for its own threads.
void CompiledEvaluator::State::begin() {
  if (stage != Stage::pending || worker.joinable()) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    worker = std::thread([this] { work(); });
  } catch (const std::system_error& error) {
    end("cannot start a thread: " + std::string(error.what()));
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void CompiledEvaluator::State::work() {
  std::string problem;
  try {
    problem = prepare();
  } catch (const std::exception& error) {
    problem = error.what();
  }
  end(problem);
}

/// @param problem  why there is no kernel; empty if there is one
void CompiledEvaluator::State::end(const std::string& problem) {
  if (!problem.empty()) outcome = meanwhile->description() + "; not compiled: " + problem + unmatched;
  stage = problem.empty() ? Stage::ready : Stage::unavailable;
  tell();
}

CompiledEvaluator::CompiledEvaluator(std::vector<Program> programs, std::unique_ptr<Evaluator> meanwhile,
                                     CompilationOptions options)
    : state_(std::make_unique<State>()) {
  state_->programs = std::move(programs);
  state_->meanwhile = std::move(meanwhile);
  state_->options = std::move(options);
  const JacobianPattern& pattern = common_pattern(state_->programs);
  state_->num_variable_entries = static_cast<std::size_t>(std::ranges::count(pattern.is_constant, false));
  const std::size_t share = pattern.rows.num_entries() > many_entries ? 8 : 3;
  state_->most_cached_bytes = state_->options.most_cached_bytes.value_or(last_level_cache_bytes() / share);
  state_->statuses.resize(num_workers(state_->space));
  for (const Program& program : state_->programs) {
    const auto quantity = static_cast<std::size_t>(program.quantity);
    state_->needs[quantity] = batch_needs(program);
    state_->literals[quantity] = program.literals.data();
    state_->has_guards = !program.guard_outcomes.empty();
  }
  state_->folders = user_cache_folders();
  state_->compiler = compiler_for(state_->set, state_->options.compiler);
  state_->compiler.deadline = state_->options.deadline;
  state_->compiler.niceness = state_->options.niceness;
  state_->take_built_in();
  if (state_->has_worked(state_->options.patience)) state_->begin();
}

CompiledEvaluator::~CompiledEvaluator() {
  state_->stop = true;
  state_->tell();
  if (state_->worker.joinable()) state_->worker.join();
}

BatchLayout CompiledEvaluator::layout(std::size_t num_points) const {
  return state_->meanwhile->layout(num_points);
}

void CompiledEvaluator::write_constants(const Batch& batch) const { state_->meanwhile->write_constants(batch); }

EvaluationStatus CompiledEvaluator::State::evaluate_meanwhile(const Batch& batch, Quantity quantity) {
  const bool was_worth_compiling = is_worth_compiling();
  const auto start = std::chrono::steady_clock::now();
  const EvaluationStatus status = meanwhile->evaluate(batch, quantity);
  nanoseconds_meanwhile += std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count();
  if (has_worked(options.patience)) begin();
  if (!was_worth_compiling && is_worth_compiling()) tell();
  return status;
}

EvaluationStatus CompiledEvaluator::State::evaluate_compiled(const Batch& batch, Quantity quantity) {
  if (!has_guards && batch.flipped != nullptr) std::fill_n(batch.flipped, batch.num_points, std::uint8_t{0});
  const std::size_t num_groups = (batch.num_points + group_size - 1) / group_size;
  const double* const numbers = literals[static_cast<std::size_t>(quantity)];
  const bool is_streamed =
      goes_past_caches(batch.jacobian, num_groups * group_size * num_variable_entries, most_cached_bytes);
  const auto run_groups = [&](std::size_t first, std::size_t last, std::size_t) {
    EvaluationStatus status;
    const std::size_t num_values = (last - first) * group_size * num_variable_entries;
    (*kernel)({.batch = &batch,
               .quantity = quantity,
               .first_group = first,
               .last_group = last,
               .status = &status,
               .literals = numbers,
               .streams = is_streamed,
               .one_piece_fetches = one_piece_fetches,
               .fetches_ahead = num_values * sizeof(double) > second_level_bytes});
    return status;
  };
  return run_in_shares(space, label, num_groups, run_groups, statuses);
}

EvaluationStatus CompiledEvaluator::evaluate(const Batch& batch, Quantity quantity) const {
  const auto& needs = state_->needs[static_cast<std::size_t>(quantity)];
  if (state_->stage != Stage::ready || !needs) return state_->evaluate_meanwhile(batch, quantity);
  if (batch.num_points == 0) return {};
  require_pointers(*needs, batch);
  return state_->evaluate_compiled(batch, quantity);
}

CompiledEvaluator::Stage CompiledEvaluator::stage() const { return state_->stage; }

CompiledEvaluator::Stage CompiledEvaluator::wait() const {
  state_->is_awaited = true;
  state_->begin();
  state_->tell();
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->stage != Stage::pending; });
  return state_->stage;
}

std::string CompiledEvaluator::description() const {
  if (state_->stage != Stage::pending) return state_->outcome;
  return state_->meanwhile->description() +
         (state_->is_worth_compiling() ? "; compiling" : "; too little work to compile") + state_->unmatched;
}

}  // namespace jacquard::kernels
