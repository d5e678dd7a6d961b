"""Lists of records with their forms: the tabs of Empresa/Filial."""
