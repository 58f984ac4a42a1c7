# SPDX-License-Identifier: MIT
"""One class per operator and sampler, made from what the compiled module says of it."""

import dataclasses
import inspect
import textwrap

from ._core import core

_EMPTY = inspect.Parameter.empty
_LABEL = inspect.Parameter("label", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="str | None")


@dataclasses.dataclass(frozen=True)
class Schedule:
    """A probability that follows the epochs; it may stand wherever a `p` stands.

    p0 rises to p1 over `ramp` epochs; with `close` above 0 it is 0 in the last `close` epochs of `total` (0: the Loader's
    `epochs`). It is read from the epoch's number alone, so it does not depend on resume.
    """

    p1: float = 1.0
    p0: float = 0.0
    ramp: int = 0
    close: int = 0
    total: int = 0


def _plain(value):
    """Tuples for lists, so that defaults can be compared and hashed; a Schedule for its dictionary."""
    if isinstance(value, dict) and "p1" in value:
        return Schedule(**value)
    return tuple(_plain(v) for v in value) if isinstance(value, (list, tuple)) else value


def _spec(value):
    """What the compiled module reads for a parameter: operators become dictionaries."""
    if isinstance(value, Described):
        return value.to_dict()
    if isinstance(value, Schedule):
        return dataclasses.asdict(value)
    if isinstance(value, (list, tuple)):
        return [_spec(v) for v in value]
    if hasattr(value, "_as_operator"):  # a Compose
        return value._as_operator()
    if hasattr(value, "value") and isinstance(getattr(value, "value"), str):  # an enumeration
        return value.value
    return value.tolist() if hasattr(value, "tolist") else value


class Described:
    """What has parameters that describe themselves: immutable, comparable, picklable."""

    _about = None  # what describe() says
    _check = staticmethod(core.check)  # reads and completes a dictionary of parameters

    def __init__(self, *args, **kwargs):
        about = self._about
        try:
            bound = self.__signature__.bind(*args, **kwargs)
        except TypeError as error:
            unknown = [k for k in kwargs if k not in self.__signature__.parameters]
            if not unknown:
                raise core.ParamError(f"ParamError [param.name] {about['name']}: {error}") from None
            self._check({"op": about["name"], **{k: None for k in unknown}})  # says which name was meant
            raise
        spec = {"op": about["name"]}
        spec.update({k: _spec(v) for k, v in bound.arguments.items() if not (k == "label" and v is None)})
        if spec.get("p", 0) is None:
            del spec["p"]
        object.__setattr__(self, "_dict", self._check(spec))

    def to_dict(self):
        """All parameters, as they stand in JSON."""
        return dict(self._dict)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return _plain(self._dict[name])
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no parameter {name!r}") from None

    def __setattr__(self, name, value):
        raise AttributeError(f"{type(self).__name__} is immutable; make a new one with {name}={value!r}")

    def __eq__(self, other):
        return isinstance(other, Described) and self._dict == other._dict

    def __hash__(self):
        return hash(repr(self._dict))

    def __reduce__(self):
        return _rebuild, (self._dict,)

    def __repr__(self):
        defaults = {p["name"]: _plain(p["default"]) for p in self._about["parameters"] if not p["required"]}
        shown = []
        for name, value in self._dict.items():
            if name == "op" or (name in defaults and defaults[name] == _plain(value)):
                continue
            children = name in ("ops", "pipelines")
            shown.append(f"{name}={[_child(v) for v in value] if children else _plain(value)!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


class Operator(Described):
    """Base of all operators; `op(image)` is `Compose([op])(image)`."""

    def __call__(self, image, **kwargs):
        from .compose import Compose

        return Compose([self])(image, **kwargs)


class Sampler(Described):
    """Base of all samplers: which samples of a source an epoch of a Loader consists of, and how often each comes."""

    _check = staticmethod(core.check_sampler)


def _child(spec):
    """A child of an operator; of a Compose, its operators."""
    return [_child(v) for v in spec["ops"]] if spec["op"] == "Compose" else _rebuild(spec)


def _rebuild(spec):
    """An operator or sampler from its dictionary."""
    cls = classes.get(spec["op"]) or samplers[spec["op"]]
    made = object.__new__(cls)
    object.__setattr__(made, "_dict", cls._check(spec))
    return made


def from_dict(spec):
    """An operator from a dictionary such as to_dict() gives."""
    return _rebuild(core.check(spec))


def _range(p):
    if p["min"] == p["max"]:
        return ""
    return f"; in [{p['min']:g}, {p['max']:g}]"


def _docstring(about):
    lines = [about["doc"] + ".", "", "Args:"]
    for p in about["parameters"]:
        unit = f" [{p['unit']}]" if p["unit"] else ""
        choices = f" One of {', '.join(p['choices'])}." if p["choices"] else ""
        default = "Required." if p["required"] else f"Default {_plain(p['default'])!r}."
        text = f"{p['name']} ({p['type']}){unit}: {p['doc']}{_range(p)}.{choices} {default}"
        lines.append(textwrap.fill(text, 100, initial_indent="    ", subsequent_indent="        "))
    if not about["parameters"]:
        lines.append("    none")
    lines += ["", "Raises:", "    ParamError: a parameter is out of its range, of another type, or unknown."]
    if about["source"]:
        lines += ["", f"Source: {about['source']}."]
    return "\n".join(lines)


def _signature(about, base):
    parameters = []
    for p in about["parameters"]:
        default = _EMPTY if p["required"] else _plain(p["default"])
        parameters.append(
            inspect.Parameter(p["name"], inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=p["type"])
        )
    if base is not Operator:
        return inspect.Signature(parameters)
    names = [p["name"] for p in about["parameters"]]
    if "p" not in names and not about["own_p"]:
        parameters.append(
            inspect.Parameter("p", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="float | Schedule | dict | None")
        )
    return inspect.Signature(parameters + [_LABEL])


def _make(about, base):
    return type(
        about["name"],
        (base,),
        {
            "__doc__": _docstring(about),
            "__signature__": _signature(about, base),
            "__module__": "smalti",
            "_about": about,
        },
    )


classes = {about["name"]: _make(about, Operator) for about in core.operators() if about["name"] != "Compose"}
samplers = {about["name"]: _make(about, Sampler) for about in core.samplers()}
