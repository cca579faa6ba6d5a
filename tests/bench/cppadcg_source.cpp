// SPDX-License-Identifier: BSD-2-Clause
// Writes the C code that CppADCodeGen generates for the Jacobians of exported tasks: cppadcg_source FILE.json ...
#include <cppad/cg.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

namespace {

using Symbol = CppAD::cg::CG<double>;
using Active = CppAD::AD<Symbol>;
using Arguments = const std::vector<Active>&;

const std::map<std::string, std::function<Active(Arguments)>> elementals{
    {"add", [](Arguments a) { return a[0] + a[1]; }},
    {"sub", [](Arguments a) { return a[0] - a[1]; }},
    {"mul", [](Arguments a) { return a[0] * a[1]; }},
    {"div", [](Arguments a) { return a[0] / a[1]; }},
    {"neg", [](Arguments a) { return -a[0]; }},
    {"square", [](Arguments a) { return a[0] * a[0]; }},
    {"sqrt", [](Arguments a) { return sqrt(a[0]); }},
    {"exp", [](Arguments a) { return exp(a[0]); }},
    {"log", [](Arguments a) { return log(a[0]); }},
    {"log10", [](Arguments a) { return log10(a[0]); }},
    {"sin", [](Arguments a) { return sin(a[0]); }},
    {"cos", [](Arguments a) { return cos(a[0]); }},
    {"abs", [](Arguments a) { return abs(a[0]); }},
    {"hypot", [](Arguments a) { return sqrt(a[0] * a[0] + a[1] * a[1]); }},
    {"atan2", [](Arguments a) { return atan2(a[0], a[1]); }},
    {"max", [](Arguments a) { return CondExpLt(a[0], a[1], a[1], a[0]); }},
    {"min", [](Arguments a) { return CondExpLt(a[1], a[0], a[1], a[0]); }},
    {"less", [](Arguments a) { return CondExpLt(a[0], a[1], Active(1.0), Active(0.0)); }},
    {"less_equal", [](Arguments a) { return CondExpLe(a[0], a[1], Active(1.0), Active(0.0)); }},
    {"select", [](Arguments a) { return CondExpEq(a[0], Active(0.0), a[2], a[1]); }},
};

std::vector<Active> replay(const nlohmann::json& task, Arguments x) {
  std::vector<Active> values, dependents;
  for (const auto& vertex : task.at("vertices")) {
    const std::string elemental = vertex.at(0);
    if (elemental == "literal") {
      values.push_back(Active(vertex.at(1).get<double>()));
    } else if (elemental == "independent") {
      values.push_back(x[vertex.at(1).get<std::size_t>()]);
    } else {
      std::vector<Active> arguments;
      for (std::size_t k = 1; k < vertex.size(); ++k) arguments.push_back(values[vertex.at(k).get<std::size_t>()]);
      values.push_back(elementals.at(elemental)(arguments));
    }
  }
  for (const auto& dependent : task.at("dependents")) dependents.push_back(values[dependent.get<std::size_t>()]);
  return dependents;
}

enum class Mode { forward, reverse };

std::string numbers(const std::vector<std::size_t>& values) {
  std::ostringstream text;
  for (const std::size_t value : values) text << (text.str().empty() ? "" : ", ") << value;
  return "{" + text.str() + "}";
}

std::string unit(const nlohmann::json& task, Mode mode) {
  const auto n = task.at("independents").get<std::size_t>();
  std::vector<Active> x;
  for (const auto& value : task.at("x").at(0)) x.push_back(Active(value.get<double>()));
  CppAD::Independent(x);
  CppAD::ADFun<Symbol> function(x, replay(task, x));
  function.optimize();

  const auto sparsity = CppAD::cg::jacobianSparsitySet<std::vector<std::set<std::size_t>>, Symbol>(function);
  std::vector<std::size_t> rows, columns;
  CppAD::cg::generateSparsityIndexes(sparsity, rows, columns);
  CppAD::cg::CodeHandler<double> handler;
  CppAD::vector<Symbol> independents(n);
  handler.makeVariables(independents);
  CppAD::vector<Symbol> entries(rows.size());
  CppAD::sparse_jacobian_work work;
  if (mode == Mode::forward) {
    function.SparseJacobianForward(independents, sparsity, rows, columns, entries, work);
  } else {
    function.SparseJacobianReverse(independents, sparsity, rows, columns, entries, work);
  }
  CppAD::cg::LanguageC<double> language("Real");
  CppAD::cg::LangCDefaultVariableNameGenerator<double> names;
  std::ostringstream code;
  handler.generateCode(code, language, entries, names);

  std::ostringstream text;
  text << "#include \"generated_unit.hpp\"\n\nusing jacquard::bench::Real;\nnamespace {\nconstexpr std::uint32_t "
          "rows[] = "
       << numbers(rows) << ";\nconstexpr std::uint32_t columns[] = " << numbers(columns)
       << ";\ninline void point(const Real* x, Real* y) {\n"
       << language.generateTemporaryVariableDeclaration() << '\n'
       << code.str() << "}\n}  // namespace\nJACQUARD_BENCH_GENERATED(" << n << ", rows, columns, point)\n";
  return text.str();
}

}  // namespace

int main(int argc, char** argv) {
  for (int k = 1; k < argc; ++k) {
    std::ifstream file(argv[k]);
    const auto task = nlohmann::json::parse(file);
    for (const auto& [name, mode] : {std::pair{"forward", Mode::forward}, std::pair{"reverse", Mode::reverse}}) {
      const auto path =
          std::filesystem::path(argv[k]).replace_extension(std::string("CppADCodeGen ") + name + ".cpp");
      std::ofstream(path) << unit(task, mode);
    }
  }
}
