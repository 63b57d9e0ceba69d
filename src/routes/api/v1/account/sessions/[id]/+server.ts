export const DELETE = ({ locals, request, params }) => locals.relais.endElsewhere(request, locals.who, params.id)
