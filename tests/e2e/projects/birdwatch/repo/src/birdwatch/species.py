SPECIES = {
    "kingfisher": "Alcedo atthis",
    "great crested grebe": "Podiceps cristatus",
    "lapwing": "Vanellus vanellus",
    "starling": "Sturnus vulgaris",
}
