"""Makes digits.zip: strings of one to three spoken digits by eSpeak NG in twelve synthetic voices, 8 kHz, Ogg Vorbis.

`python -m lstm_core.data.speech.digits.make` (needs the program espeak-ng; used only to make the file that is shipped).
No human voice is in it. Voices, speeds, pitches, loudness and noise are drawn from a fixed seed; the voices of the last
two speakers are heard in validation and test only.
"""

import io
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

TARGET = Path(__file__).parent / "digits.zip"
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
VOICES = (
    "en-us+alex", "en-gb+Alicia", "en-us+Andrea", "en-gb+Andy", "en-gb-scotland+Annie", "en-us+belinda",
    "en-gb-x-rp+benjamin", "en-us+linda", "en-gb+Michael", "en-us+Marco", "en-gb+Mario", "en-us+caleb",
)  # fmt: skip
RATE = 8000
PER_VOICE = 20
LENGTHS = (1, 1, 2, 2, 3)
Samples = npt.NDArray[np.float32]


def speak(words: str, voice: str, speed: int, pitch: int) -> Samples:
    """What eSpeak NG says, as samples (n,) of 8 kHz."""
    command = ["espeak-ng", "--stdout", "-v", voice, "-s", str(speed), "-p", str(pitch), "-g", "4", words]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    samples, rate = soundfile.read(io.BytesIO(said), dtype="float32")
    resampled: Samples = soxr.resample(samples, rate, RATE)
    return resampled


def main() -> None:
    """Write digits.zip with transcripts.csv."""
    random = np.random.RandomState(20240607)
    rows = ["file,transcript,speaker"]
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_STORED) as archive:
        for number, voice in enumerate(VOICES, start=1):
            digits = [int(digit) for _ in range(PER_VOICE) for digit in random.permutation(10)]
            for take in range(PER_VOICE):
                length = LENGTHS[take % len(LENGTHS)]
                words = " ".join(WORDS[digits.pop()] for _ in range(length))
                samples = speak(words, voice, random.randint(130, 200), random.randint(25, 75))
                quiet = [np.zeros(random.randint(200, 1200), "float32") for _ in range(2)]
                samples = np.concatenate([quiet[0], samples, quiet[1]])
                samples *= random.uniform(0.25, 0.8) / np.abs(samples).max()
                samples += random.standard_normal(len(samples)).astype("float32") * random.uniform(0.0005, 0.004)
                name = f"voice{number:02d}_{take:02d}.ogg"
                sound = io.BytesIO()
                soundfile.write(sound, samples, RATE, format="OGG", subtype="VORBIS", compression_level=1.0)
                archive.writestr(zipfile.ZipInfo(name), sound.getvalue())
                rows.append(f"{name},{words},voice{number:02d}")
        archive.writestr(zipfile.ZipInfo("transcripts.csv"), "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
