"""Every error that Pincite raises on purpose, in one tree.

    PinciteError
    ├── UsageError                what was asked for cannot be done as asked        (exit 2)
    │   ├── UnknownSource         no document has this id, title or file name
    │   ├── AmbiguousSource       several documents have this title or file name
    │   └── PortInUse             another program listens on the port
    ├── InputError                something could not be read                       (exit 3)
    │   ├── UnreadableInput       missing, binary, wrongly encoded, empty or huge
    │   ├── BadRow                a row of an input file is not as described
    │   ├── BadReport             a saved report is not one, or no longer holds
    │   ├── LibraryError          the directory is not a library, or is damaged
    │   └── ModelFilesError       the embedded model's files are missing or damaged
    ├── ProviderError             a language model or its server failed             (exit 4)
    │   ├── ProviderUnusable      no call can succeed: the key or the model is refused
    │   └── UnusableReply         it replied, and the reply is of no use: cut off, refused, of another shape
    └── InvariantError            a rule of the design would have been broken; a defect in Pincite

Each message is one line that says what is wrong and, where there is one, the next step.
"""


class PinciteError(Exception):
    """Base of all errors below; ``exit_status`` is what the command line ends with."""

    exit_status = 1


class UsageError(PinciteError):
    exit_status = 2


class UnknownSource(UsageError):
    pass


class AmbiguousSource(UsageError):
    pass


class PortInUse(UsageError):
    pass


class InputError(PinciteError):
    exit_status = 3


class UnreadableInput(InputError):
    pass


class BadRow(InputError):
    pass


class BadReport(InputError):
    pass


class LibraryError(InputError):
    pass


class ModelFilesError(InputError):
    pass


class ProviderError(PinciteError):
    exit_status = 4


class ProviderUnusable(ProviderError):
    pass


class UnusableReply(ProviderError):
    pass


class InvariantError(PinciteError):
    pass
