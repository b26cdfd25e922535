FROM scratch AS Builder
FROM scratch AS buildER2
