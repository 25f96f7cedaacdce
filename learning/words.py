"""Words that bring one's learning back on another phone: five of 512 short Khmer words that everybody knows. Pure.

No word begins with another one, so they need no spaces between them, and where somebody mistyped can be told.
"""

import math
from random import Random

from courses import khmer

HOW_MANY = 5
_LIST = """
    ឆ្មា គោ ក្របី សេះ ដំរី ខ្លា ទន្សាយ កណ្តុរ មាន់ ក្ងាន បក្សី ត្រី ក្តាម បង្គា អណ្តើក ក្រពើ មេអំបៅ ឃ្មុំ ស្រមោច មូស ពពែ ចៀម ក្តាន់ ក្ងោក
    សេក កុក ខ្យង លៀស ឆ្លាម ទីទុយ ពីងពាង តុកកែ កំប្រុក ប្រចៀវ ព្រាប អន្ទង់ ជីងចក់ មឹក កណ្តូប ស្វាយ ចេក ដូង ម្នាស់ ក្រូច ល្ហុង ទុរេន មង្ឃុត
    សាវម៉ាវ មៀន ល្មុត ទៀប ត្របែក ខ្នុរ ត្នោត អំពិល ប៉ោម ពុទ្រា គូលែន ឈូក ផ្កា ស្លឹក មែក ស្មៅ ស្រូវ ពោត សណ្តែក ត្រសក់ ល្ពៅ ននោង ម្រះ ត្រប់
    ប៉េងប៉ោះ ម្ទេស ខ្ទឹម ខ្ញី រមៀត ម្អម ស្ពៃ ត្រកួន ការ៉ុត ដំឡូង ត្រាវ ផ្សិត កប្បាស ម្រេច ម្លូ អំពៅ ស្តៅ ក្រវាញ កុលាប ម្លិះ ចម្ប៉ី រំដួល
    ស្ងួត ទំពាំង បាយ បបរ សម្ល នំ អំបិល ស្ករ តែ កាហ្វេ សាច់ ប្រហុក ប្រេង គុយទាវ អាម៉ុក ការី ជ្រក់ កៅអី គ្រែ ទ្វារ បង្អួច ដំបូល ជញ្ជាំង
    ចង្ក្រាន ចាន ស្លាបព្រា ចង្កឹះ កាំបិត កែវ ថូ ពាង ធុង កន្ទេល ភួយ ខ្នើយ មុង កន្សែង សាប៊ូ ច្រាស កញ្ចក់ ទៀន ចង្កៀង ភ្លើង អុស ធ្យូង ខ្សែ ម្ជុល
    កន្ត្រៃ ញញួរ ពូថៅ ចប កន្ត្រក អង្រឹង កង្ហារ នាឡិកា វិទ្យុ ទូរសព្ទ កាមេរ៉ា សោ ប្រអប់ ឡាំង កាបូប ឆ័ត្រ មួក ស្បែកជើង អាវ ខោ សំពត់ ក្រមា
    ចិញ្ចៀន ក្រវិល វ៉ែនតា ជណ្តើរ កំប៉ុង ថាស ប៉ាន់ វាំងនន របង សំណាញ់ បង្គោល សៀវភៅ ប៊ិច ខ្មៅដៃ បន្ទាត់ ក្តារខៀន ក្រដាស ផែនទី រូបភាព កំណាព្យ
    រឿង ចម្រៀង អក្សរ លេខ ពាក្យ តុក្កតា មេរៀន សំបុត្រ ទង់ជាតិ ទឹក ភ្លៀង ខ្យល់ មេឃ ពពក ឥន្ទធនូ ផ្គរ រន្ទះ ភ្នំ ទន្លេ សមុទ្រ បឹង ស្ទឹង អូរ
    ព្រែក កោះ ឆ្នេរ ខ្សាច់ ថ្ម ដី ព្រៃ វាល អណ្តូង ស្រះ ទំនប់ ផ្លូវ ស្ពាន ភូមិ ក្រុង ប្រទេស ចម្ការ ស្រែ សួន រដូវ ផ្សែង រលក មាស ប្រាក់ ដែក គុជ
    ត្បូង ពេជ្រ ភក់ អ័ព្ទ ដើមឈើ សំបក គ្រាប់ ពន្លឺ ក្បាល សក់ ភ្នែក ត្រចៀក ច្រមុះ មាត់ ធ្មេញ អណ្តាត ស្មា ដៃ ម្រាម ក្រចក ពោះ ខ្នង ជើង ជង្គង់
    បេះដូង ថ្ពាល់ ចិញ្ចើម ថ្ងាស ចង្កា ញញឹម ឪពុក ម្តាយ ជីតា ជីដូន យាយ ប្អូន កូន មីង ក្មួយ មិត្ត គ្រូ សិស្ស ពេទ្យ ទាហាន កសិករ ជាង ស្តេច កវី
    អ្នកនេសាទ តារា ភ្ញៀវ ចុងភៅ ឡាន កង់ ម៉ូតូ រថភ្លើង ទូក កប៉ាល់ យន្តហោះ រទេះ ស៊ីក្លូ តុកតុក យុថ្កា ចង្កូត ក្បូន ត្រាក់ទ័រ ធ្នូ ព្រួញ ផ្ទះ
    សាលា ផ្សារ វត្ត ប្រាសាទ ធនាគារ ហាង សណ្ឋាគារ អគារ ចេតិយ ស្ថានីយ ខ្ទម ឃ្លាំង ទីក្រុង ឆាក រោងចក្រ បណ្ណាល័យ ចាប៉ី ខ្លុយ រនាត គង ហ្គីតា បាល់
    ខ្លែង អុក ល្ខោន របាំ រង្វាន់ ភ្លេង ព្យាណូ ព្រឹក ល្ងាច យប់ ថ្ងៃ ខែ ឆ្នាំ ពុធ សុក្រ មករា មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា រសៀល
    ស្អែក នាទី វិនាទី ម៉ោង សប្តាហ៍ មួយ ពីរ បី បួន ប្រាំ ដប់ ម្ភៃ សាមសិប រយ ពាន់ ម៉ឺន សែន លាន គីឡូ ម៉ែត្រ ក្រហម លឿង ខៀវ បៃតង ធំ តូច វែង ខ្លី
    ខ្ពស់ ទាប ចាស់ ក្តៅ ត្រជាក់ ផ្អែម ជូរ ប្រៃ ហឹរ ស្អាត ភ្លឺ ងងឹត រហ័ស យឺត ស្ងាត់ ធ្ងន់ ស្រាល ពេញ រឹង ទន់ មូល ជ្រៅ រាក់ ស្តើង ក្រាស់ ឆ្ងាយ
    ជិត ស្រស់ ឆ្ងាញ់ សប្បាយ រីករាយ ល្អ ឆ្វេង ស្តាំ លិច កើត លើ មុខ ក្រោយ ក្នុង ក្រៅ កណ្តាល ត្រង់ សើម ក្លាហាន ឆ្លាត សុភាព សុខ ដើរ រត់ លោត ហែល
    ហោះ អង្គុយ ឈរ ដេក ភ្ញាក់ ញ៉ាំ ផឹក ចម្អិន លាង បោស ដាំ ច្រូត នេសាទ គូរ សរសេរ អាន ច្រៀង រាំ សើច លេង រៀន ស្តាប់ និយាយ សួរ ឆ្លើយ គិត ចាំ ទិញ
    លក់ ជួយ ស្រឡាញ់ ត្បាញ កាត់ បើក បិទ ឡើង ចុះ ចូល ចេញ រើស រុញ ទាញ ផ្ញើ ទទួល រង់ចាំ ជួប ស្រោមដៃ ក្បឿង ដំណាំ បន្លែ ផ្លែឈើ ម្សៅ មកុដ បុណ្យ
    ភ្ជុំ អុំទូក ប៉ោងប៉ោង កាំជ្រួច អំណោយ អាកាស ផែនដី ទេវតា យក្ស នាគ គ្រុឌ ហង្ស អប្សរា សុបិន សំណាង សន្តិភាព ចិត្ត ប្រាជ្ញា ភាសា ប្រវត្តិ
    គំនិត សំណួរ ចម្លើយ កំពូល សំបុក ស៊ុត ច្រាំង កំពង់ផែ ម៉ាស៊ីន អំពូល សញ្ញា
"""
LIST = tuple(_LIST.split())
BITS = math.log2(math.perm(len(LIST), HOW_MANY))  # how many guesses it takes: 2 to the power of this
_LONGEST = max(map(len, LIST))


class Unknown(ValueError):
    """What was typed holds something that is no word of ours; after how many good ones."""

    def __init__(self, good: int) -> None:
        super().__init__("not one of our words")
        self.good = good


def draw(seed: bytes) -> list[str]:
    """Return five different words. They are as hard to guess as the seed, which nobody may know."""
    return Random(seed).sample(LIST, HOW_MANY)  # noqa: S311 -- the chance lies in the seed


def read(typed: str) -> list[str]:
    """Return the words of what was typed: spaces, numbers before them, invisible signs and the order of marks make no difference.

    >>> read("១. ឆ្មា  2) ខ្លា") == read("ឆ្មា\u200bខ្លា") == ["ឆ្មា", "ខ្លា"]
    True
    """
    rest = _folded(typed)
    found: list[str] = []
    while rest:
        word = next((_KNOWN[rest[:length]] for length in range(1, _LONGEST + 1) if rest[:length] in _KNOWN), None)
        if word is None:
            raise Unknown(len(found))
        found.append(word)
        rest = rest[len(_folded(word)) :]
    return found


def _folded(text: str) -> str:
    """Return nothing but letters and marks, in one order, and one sign for the two subscripts that look the same."""
    letters = "".join(char for char in text if "\u1780" <= char <= "\u17d3" and char not in "\u17b4\u17b5")
    return khmer.normalise(letters).replace("\u17d2\u178a", "\u17d2\u178f")


_KNOWN = {_folded(word): word for word in LIST}
