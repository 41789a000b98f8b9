"""Small real models in the layout of the Hugging Face hub, and a hub on loopback that serves them."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "yes", "no", "maybe")
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def make_model(folder: Path, labels: Sequence[str], weights: dict[str, Sequence[float]], **config: object) -> Path:
    """Logits are the sums of the words' ``weights``, one for each of ``labels``; other words weigh nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(
        json.dumps({"id2label": dict(enumerate(labels)), "model_type": "bert", "max_position_embeddings": 96, **config})
    )
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.zeros((len(VOCABULARY), len(labels)), dtype=np.float32)
    for word, values in weights.items():
        table[VOCABULARY.index(word)] = values
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "input_ids"], ["each"]),
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
            helper.make_node("Mul", ["each", "wide"], ["kept"]),
            helper.make_node("ReduceSum", ["kept", "middle"], ["logits"], keepdims=0),
        ],
        "words",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(labels)])],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array([2], dtype=np.int64), "last"),
            numpy_helper.from_array(np.array([1], dtype=np.int64), "middle"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made)
    (folder / "onnx").mkdir(exist_ok=True)
    onnx.save(made, str(folder / "onnx" / "model.onnx"))
    return folder


def reordered(source: Path, folder: Path) -> Path:
    """The shipped stance model as others lay theirs out: contradiction, entailment and neutral, in this order."""
    folder.mkdir(parents=True)
    ours = json.loads((source / "config.json").read_text("utf-8"))
    (folder / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
    (folder / "config.json").write_text(
        json.dumps(
            {
                "id2label": {"0": "contradiction", "1": "entailment", "2": "neutral"},
                "model_type": "bert",
                "max_position_embeddings": ours["max_length"],
                "shared_words": ours["shared_words"],
            }
        )
    )
    model = onnx.load(str(source / "model.onnx"))
    graph = model.graph
    order = [ours["labels"].index(label) for label in ("refuted", "supported", "nei")]
    graph.initializer.append(numpy_helper.from_array(np.array(order, dtype=np.int64), "order"))
    graph.node.append(helper.make_node("Gather", [graph.output[0].name, "order"], ["reordered"], axis=1))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("reordered", TensorProto.FLOAT, ["batch", 3]))
    onnx.save(model, str(folder / "model.onnx"))
    return folder


@contextmanager
def hub_of(models: dict[str, Path], *, damaged: str = "") -> Iterator[str]:
    """The address of a hub with these models, by the few endpoints that its client library calls.

    The file named ``damaged`` is sent with its last byte changed.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def answer(self, *, with_body: bool) -> None:
            path = self.path.partition("?")[0]
            for name, folder in models.items():
                files = sorted(item for item in folder.rglob("*") if item.is_file())
                if path.startswith(f"/api/models/{name}/tree/"):
                    return self.reply(json.dumps([self.entry(item, folder) for item in files]).encode(), with_body)
                if path.startswith(f"/api/models/{name}"):
                    siblings = [
                        {"rfilename": entry["path"], "size": entry["size"], "lfs": self.lfs(entry)}
                        for entry in (self.entry(item, folder) for item in files)
                    ]
                    info = {"_id": "1", "id": name, "modelId": name, "sha": COMMIT, "siblings": siblings}
                    return self.reply(json.dumps(info).encode(), with_body)
                at = f"/{name}/resolve/{COMMIT}/"
                if path.startswith(at) and (file := folder / path.removeprefix(at)).is_file():
                    content = file.read_bytes()
                    etag = hashlib.sha256(content).hexdigest()
                    if damaged and path.endswith(damaged):
                        content = content[:-1] + bytes([content[-1] ^ 1])
                    return self.reply(content, with_body, etag)
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None

        @staticmethod
        def entry(item: Path, folder: Path) -> dict[str, object]:
            content = item.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            entry: dict[str, object] = {
                "type": "file",
                "path": item.relative_to(folder).as_posix(),
                "size": len(content),
                "oid": digest[:40],
            }
            if item.suffix == ".onnx":
                entry["lfs"] = {"oid": digest, "size": len(content), "pointerSize": 130}
            return entry

        @staticmethod
        def lfs(entry: dict[str, object]) -> dict[str, object] | None:
            kept = entry.get("lfs")
            return {"sha256": kept["oid"], "size": kept["size"], "pointerSize": 130} if isinstance(kept, dict) else None

        def reply(self, content: bytes, with_body: bool, etag: str = "") -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Repo-Commit", COMMIT)
            if etag:
                self.send_header("ETag", f'"{etag}"')
            self.end_headers()
            if with_body:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
